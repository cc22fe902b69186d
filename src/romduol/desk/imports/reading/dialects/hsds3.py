"""HSDS 3.x itself, also as the profile of Open Referral UK from version 3 on."""

from romduol.desk.imports.reading.dialects.words import Dialect

DIALECT = Dialect(name="HSDS 3", official=True)
