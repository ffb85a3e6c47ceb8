"""The observatory's pages: the ESS panorama of any territory, and the search in the register."""
