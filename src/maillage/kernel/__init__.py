"""What Maillage knows without a framework: no Django, no input or output, no clock."""
