"""No test asserts times: Hypothesis sets no deadline either."""

from hypothesis import settings

settings.register_profile("maillage", deadline=None)
settings.load_profile("maillage")
