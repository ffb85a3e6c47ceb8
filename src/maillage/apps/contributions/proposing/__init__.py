"""The pages where anybody proposes, and follows what they proposed."""
