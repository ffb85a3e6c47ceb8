"""Pages that explain the ESS, and the glossary."""
