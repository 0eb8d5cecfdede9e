"""The errors a person can mend; everything else that goes wrong is a bug or an `Issue` of the table.

Each message says what happened, where, and what to do about it.
"""


class EtlError(Exception):
    """Something the user can mend."""


class KnowledgeError(EtlError):
    """A file of `etl/knowledge` (or a user's own catalogue) breaks its grammar."""


class ReadError(EtlError):
    """A file that cannot be read as a report."""


class SchemaError(EtlError):
    """A table or sidecar file whose columns or types are not the declared ones."""


class StoreError(EtlError):
    """The store on disk is missing, damaged, or of another version."""


class OutdatedStoreError(StoreError):
    """A store that an older version of the program wrote; a build makes it anew from the same sources."""


class LedgerError(EtlError):
    """A decision of a reviewer that cannot be recorded or read."""
