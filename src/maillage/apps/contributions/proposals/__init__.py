"""What a proposal holds, and how accepting it changes a sheet."""
