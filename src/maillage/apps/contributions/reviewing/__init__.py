"""The reviewers' queue, and a proposal beside its sheet."""
