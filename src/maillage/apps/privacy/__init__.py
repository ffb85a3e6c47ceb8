"""What is held on people: shown, given back, removed."""
