"""What local authorities do and spend for the ESS, and their comparison."""
