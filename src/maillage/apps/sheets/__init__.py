"""The sheet core: one declaration a type, from which everything that handles sheets follows."""
