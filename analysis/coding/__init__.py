"""Coding what people wrote: identifiers, suggestions, codeframes, coders compared, and codings in and out.

Nothing here leaves the machine: no function opens a connection, and none asks a model that is kept elsewhere. What the
codings come to is counted in :mod:`analysis.themes`.
"""
