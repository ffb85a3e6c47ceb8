"""The ESS panorama of any territory, computed from the national register; no Django."""
