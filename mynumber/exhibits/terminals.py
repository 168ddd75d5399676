from core.exhibits import UNKNOWN, Align, Column, Exhibit, Row
from mynumber.registers import AnnualRegisters


def terminals(registers: AnnualRegisters) -> Exhibit:
    """Where terminals stand at the end of the year, and how many."""
    rows = [
        Row(
            cells={
                "name": site.name,
                "kind": site.get_kind_display(),
                "starts_on": site.starts_on or UNKNOWN,
                "count": site.terminal_count,
            },
            unit="台",
            note=site.remarks,
            code=site.code,
        )
        for site in registers.sites
    ]
    total = Row(
        cells={
            "name": "合計",
            "kind": "",
            "starts_on": UNKNOWN,
            "count": sum(s.terminal_count for s in registers.sites),
        },
        unit="台",
        total=True,
    )
    columns = (
        Column("name", "設置場所", wide=True),
        Column("kind", "種別"),
        Column("starts_on", "設置日"),
        Column("count", "統合端末", "統合端末の台数", Align.NUMBER),
    )
    return Exhibit(slug="terminals", title="統合端末の設置状況", columns=columns, rows=(*rows, total))
