"""From a document received to proposals in the review queue."""
