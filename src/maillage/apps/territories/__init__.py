"""The territories of the Code officiel géographique, and free perimeters made of them."""
