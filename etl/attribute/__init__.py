"""For whom and for when: the document as a whole, then each of its numbers.

A document speaks for one jurisdiction and one year; a number speaks for another place or year only where its own
sentence says so, and only for a place inside the document's own.
"""

from etl.attribute.document import describe_document
from etl.attribute.quantities import attribute_quantities

__all__ = ["attribute_quantities", "describe_document"]
