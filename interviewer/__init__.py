"""Interviewer: a mock interviewer for data-science jobs that runs on a laptop."""

__version__ = "0.1.0"
