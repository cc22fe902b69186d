"""What one source said, as HSDS 3.1: documents, a page, NDJSON, and a tabular package; `reading` reads it back.

Out and in again gives the same claims to the letter: what HSDS has no room for stands in the field `romduol` of its
record. Denials, hedged words and what holds only in part of a place have no form in which they could be read back as
what they are, so they are left out and counted.
"""

from romduol.desk.exports.hsds.documents import documents
from romduol.desk.exports.hsds.files import ndjson, page
from romduol.desk.exports.hsds.records import About, Given
from romduol.desk.exports.hsds.tables import package

__all__ = ["About", "Given", "documents", "ndjson", "package", "page"]
