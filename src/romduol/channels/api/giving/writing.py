"""Writes what somebody takes away, in the form that they chose: the same release and choice are the same bytes."""

import zipfile
from io import BytesIO
from typing import BinaryIO

from romduol.channels.api.giving.choosing import Choice, Form, file_name
from romduol.channels.api.giving.documents import write_lines, write_page
from romduol.channels.api.giving.gathering import Gathered
from romduol.channels.api.giving.package import write_package
from romduol.channels.api.giving.progress import Progress, silent
from romduol.channels.api.giving.spreadsheet import write_csv
from romduol.channels.api.giving.workbook import write_workbook
from romduol.channels.api.hsds.tabular import put

OF_ONE = {Form.HSDS: write_page, Form.NDJSON: write_lines, Form.CSV: write_csv}
OF_MANY = {Form.TABLES: write_package, Form.XLSX: write_workbook}


def write(gathered: Gathered, out: BinaryIO, progress: Progress = silent) -> None:
    """Write a choice into a file that can be sought in; raises `PageDamaged`, `TooManyRows`."""
    choice = gathered.choice
    if choice.form in OF_MANY:
        OF_MANY[choice.form](gathered, choice.langs, out, progress)
    elif choice.together:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for lang in choice.langs:
                held = BytesIO()
                OF_ONE[choice.form](gathered, lang, held, progress)
                alone = Choice(choice.form, (lang,), choice.province, choice.need)
                put(archive, file_name(alone, gathered.told), held.getvalue())
    else:
        OF_ONE[choice.form](gathered, choice.langs[0], out, progress)
