"""A source -> Document: its text as stored, and where it came from.

One module per format; plain text is all there is so far. The text is kept exactly as decoded, because every offset
of the table counts its characters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from etl.model import Document, Issue, Metadata, Provenance
from etl.read.metadata import metadata_of, read_metadata
from etl.read.plain import decode
from etl.read.sources import Source, expand_sources

__all__ = ["Source", "expand_sources", "read_document", "read_metadata"]


def read_document(source: Source, metadata: Mapping[str, Metadata]) -> tuple[Document, tuple[Issue, ...]]:
    """The document of a source, and the doubts about its encoding.

    Raises:
        ReadError: the source cannot be read as text.
    """
    data = source.load()
    decoded = decode(data, source.name)
    digest = hashlib.sha256(data).hexdigest()
    provenance = Provenance(source.name, digest, decoded.encoding, len(data))
    document = Document(digest[:16], decoded.text, provenance, metadata_of(source.name, metadata))
    if not decoded.undecoded:
        return document, ()
    facts = (("encoding", decoded.encoding), ("count", str(decoded.undecoded)))
    return document, (Issue("mixed_encoding", "warning", facts=facts),)
