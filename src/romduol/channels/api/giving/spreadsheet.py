"""Writes what is taken away as a table of plain text, for any spreadsheet: one file, every row complete in itself."""

from typing import BinaryIO

from romduol.channels.api.giving import about
from romduol.channels.api.giving.gathering import Gathered, gettext
from romduol.channels.api.giving.progress import Progress
from romduol.channels.api.giving.rows import HELP, Cells, Column, Teller
from romduol.channels.api.giving.words import RECORDS
from romduol.channels.api.hsds.tabular import harmless, line_of

BOM = "\ufeff"
"""Tells a spreadsheet that this is UTF-8; without it Khmer comes out as nonsense."""
NUMBER = "number"


def write_csv(gathered: Gathered, lang: str, out: BinaryIO, progress: Progress) -> None:
    """Write services with their lines, then organisations that give none of them, then what was taken back.

    Licence, release, day, last day and who keeps it stand in each row: rows are copied from one table into another.
    """
    teller = Teller(gathered, lang)
    told = dict(about.constant(gathered, lang))
    tail = [harmless(text) for text in told.values()]
    titles = [gettext(lang, column.title) for column in HELP]
    out.write((BOM + line_of([*titles, *told])).encode())

    def put(cells: Cells) -> None:
        out.write(line_of([*(_cell(column, cells) for column in HELP), *tail]).encode())

    for reach, document in progress(teller.services()):
        for cells in teller.help("service", reach, document):
            put(cells)
    for reach, document in teller.organizations(gathered.without_services):
        for cells in teller.help("organization", reach, document):
            put(cells)
    for cells in teller.taken_back():
        alert = f"{teller.say(RECORDS['taken_back'])}: {cells['on']}. {cells['reason']}"
        put({"record": cells["record"], "name": cells["name"], "alert": alert, "id": cells["id"]})


def _cell(column: Column, cells: Cells) -> str:
    text = cells.get(column.key, "")
    # As in the package: quotes do not keep a spreadsheet from counting with +855…, and every library reads tel:+….
    return f"tel:{text}" if column.key == NUMBER and text.startswith("+") else harmless(text)
