"""How complete and how fresh sheets are, and whose turn it is to read them again."""
