"""From payload and table to the sheet: which words each kind of bill uses, and which figures stand where."""

from __future__ import annotations

from collections.abc import Mapping

from notices.data import Council, Demand, DemandTable
from notices.data.reading import PayloadRefused
from notices.rules import codes, texts, words
from notices.rules.comparison import compare
from notices.rules.sheet import Ask, Codes, Note, Row, Sheet
from revenues.kernel.law import Law
from revenues.kernel.years import label

HEADINGS = {
    "demand": "Your Council Tax bill for {year}",
    "adjusted": "Your new Council Tax bill for {year}",
    "final": "Your final Council Tax bill for {year}",
    "nil": "Your Council Tax for {year}: nothing to pay",
}
INK = "#1a1a1a"
DARK_ENOUGH = 125_000  # weighted brightness, of 255,000, at which words in a colour still read well on white


def lay_out(demand: Demand, table: DemandTable, *, law: Law | None = None) -> Sheet:
    """Everything a bill says, in the order in which it is read.

    Raises:
        PayloadRefused: the table is of another year or area, or a code does not say what the bill says.
    """
    if (table.year, table.area) != (demand.year, demand.area):
        raise PayloadRefused("table.year and table.area are not those of the payload")
    council = table.council
    standing = {
        **texts.standing(council, account=demand.account, due_now=demand.due_now, on=demand.issued, law=law),
        **_own(table),
    }
    heading = HEADINGS[demand.kind].format(year=label(demand.year))
    return Sheet(
        kind=demand.kind,
        title=f"{heading}, account {demand.account}, {council.name}",
        heading=heading,
        opening=_opening(demand),
        account=demand.account,
        issued=words.day(demand.issued),
        issued_iso=demand.issued.isoformat(),
        address=demand.address,
        facts=_facts(demand),
        asks=_asks(demand),
        lines=tuple(
            Row(line.words, words.pounds(line.pence), words.minused(line.working)) for line in demand.lines
        ),
        sums=_sums(demand),
        reasons=_reasons(demand),
        duty=bool(demand.reasons) or any(line.pence < 0 for line in demand.lines),
        bodies=compare(demand, table),
        payments=_payments(demand),
        payments_heading="When we collect" if _method(demand) == "direct_debit" else "When to pay",
        method=_how(demand, standing),
        codes=_codes(demand, council),
        note_columns=_columns(_notes(demand, standing)),
        contacts=_contacts(council),
        short_contacts=tuple(way for name, way in _contacts(council) if name != "Post"),
        council=council.name,
        council_address=", ".join(council.address),
        colour=council.colour if readable(council.colour) else INK,
        texts=standing,
    )


def readable(colour: str) -> bool:
    """Whether words in a colour ``#rrggbb`` read well on white paper."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 299 * red + 587 * green + 114 * blue <= DARK_ENOUGH


def _own(table: DemandTable) -> Mapping[str, str]:
    if unknown := sorted(set(table.texts) - set(texts.KEYS)):
        raise PayloadRefused(
            f"table.texts.{unknown[0]} is not printed anywhere; there are {', '.join(texts.KEYS)}"
        )
    return table.texts


def _method(demand: Demand) -> str:
    return demand.plan.method if demand.plan else "cash"


# -- the upper half ------------------------------------------------------------------------------------------


def _opening(demand: Demand) -> tuple[str, ...]:
    """What this bill is, whom it asks, and what it does to the one before."""
    days = f"the days from {words.days_of(demand.period)}" if demand.period else label(demand.year)
    sentences = [f"This bill is for {demand.dwelling}, for {days}."]
    if demand.kind == "final":
        sentences = [f"We have ended your account for {demand.dwelling}. This bill is for {days}."]
    elif demand.kind == "nil":
        sentences = [f"You have nothing to pay for {demand.dwelling} for {days}. We say why below."]
    sentences.append(_who(demand))
    if demand.was:
        was = words.day(demand.was.issued), words.pounds(demand.was.pence)
        sentences.append(f"This bill replaces the one of {was[0]}, which asked for {was[1]}.")
    return (" ".join(sentences), *_credit(demand))


def _who(demand: Demand) -> str:
    people = words.people(demand.names)
    if demand.to_pay <= 0:
        return f"The account is in the name{'s' if len(demand.names) > 1 else ''} of {people}."
    if len(demand.names) == 1:
        return f"The person who has to pay is {people}."
    return f"{people} have to pay it jointly: we may ask any of you for all of it."


def _credit(demand: Demand) -> tuple[str, ...]:
    if demand.to_pay >= 0:
        return ()
    over = words.pounds(-demand.to_pay)
    told = f"You have paid {over} more than this bill asks. If you owe us Council Tax elsewhere we set it against that "
    return (f"{told}first. The rest is yours: tell us and we pay it back.",)


def _facts(demand: Demand) -> tuple[tuple[str, str], ...]:
    facts = [("Date of this bill", words.day(demand.issued)), ("Valuation band", _band(demand))]
    if demand.area:
        facts.append(("Area", demand.area))
    if demand.property_reference:
        facts.append(("Property reference", demand.property_reference))
    return tuple(facts)


def _band(demand: Demand) -> str:
    if demand.charged_band == demand.band:
        return demand.band
    lower = "below A" if demand.charged_band == "A-" else demand.charged_band
    return f"{demand.band}, charged as {lower}"


def _asks(demand: Demand) -> tuple[Ask, ...]:
    """The figures that stand out: what is asked, the next payment, those after it."""
    if demand.to_pay < 0:
        return (Ask("In your favour", words.pounds(-demand.to_pay), "you have nothing to pay"),)
    if demand.to_pay == 0:
        return (Ask("Amount to pay", words.pounds(0), "you have nothing to pay"),)
    asks = [Ask("Amount to pay", words.pounds(demand.to_pay), f"for {label(demand.year)}")]
    if demand.due_now:
        asks.append(Ask("Pay now", words.pounds(demand.due_now), "this part is due already"))
    if demand.coming:
        asks.append(_next(demand))
        asks.extend(_then(demand))
    return tuple(asks[:3])


def _next(demand: Demand) -> Ask:
    first = demand.coming[0]
    name = "One payment" if len(demand.coming) == 1 else "First payment"
    if demand.due_now or (demand.kind != "demand" and len(demand.coming) > 1):
        name = "Next payment"
    when = f"we collect it on {words.day(first.on)}" if _collected(demand) else f"by {words.day(first.on)}"
    return Ask(name, words.pounds(first.pence), when)


def _then(demand: Demand) -> tuple[Ask, ...]:
    rest = demand.coming[1:]
    if not rest:
        return ()
    last = words.day(rest[-1].on)
    if len({due.pence for due in rest}) > 1:
        return (Ask("Then", f"{len(rest)} more", f"the last on {last}"),)
    if len(rest) == 1:
        return (Ask("Then", words.pounds(rest[0].pence), f"{'on' if _collected(demand) else 'by'} {last}"),)
    return (Ask("Then", f"{len(rest)} × {words.pounds(rest[0].pence)}", f"the last on {last}"),)


def _collected(demand: Demand) -> bool:
    return _method(demand) == "direct_debit"


# -- the working and the payments ----------------------------------------------------------------------------


def _sums(demand: Demand) -> tuple[Row, ...]:
    rows = []
    if demand.charge != demand.to_pay:
        rows.append(Row("Your Council Tax for these days", words.pounds(demand.charge), kind="sum"))
    if demand.paid:
        told = "Paid so far, thank you" if demand.paid < 0 else "Paid back to you"
        rows.append(Row(told, words.pounds(demand.paid)))
    if demand.brought:
        told = "Brought forward from before" if demand.brought > 0 else "Credit brought forward from before"
        rows.append(Row(told, words.pounds(demand.brought)))
    told = "In your favour" if demand.to_pay < 0 else "Amount to pay"
    return (*rows, Row(told, words.pounds(abs(demand.to_pay)), kind="total"))


def _reasons(demand: Demand) -> tuple[str, ...]:
    """The reasons that no line of the charge has given already, once each."""
    said = {line.words for line in demand.lines}
    return tuple(reason for reason in dict.fromkeys(demand.reasons) if reason not in said)


def _payments(demand: Demand) -> tuple[Row, ...]:
    """Due already, each instalment, and the total."""
    if demand.to_pay <= 0:
        return ()
    now = [Row("Now: due already", words.pounds(demand.due_now))] if demand.due_now else []
    dues = [Row(words.day(due.on), words.pounds(due.pence)) for due in demand.coming]
    return (*now, *dues, Row("In all", words.pounds(demand.to_pay), kind="total"))


def _how(demand: Demand, standing: Mapping[str, str]) -> str:
    how = standing[_method(demand)]
    return f"{how} {standing['not_collected']}" if _collected(demand) and demand.due_now else how


def _codes(demand: Demand, council: Council) -> Codes | None:
    """The codes of this bill, read back first: a code that says something else must not be posted."""
    read = _read_codes(demand)
    allowed = {demand.to_pay, demand.due_now, *(due.pence for due in demand.coming)}
    for name, coded in read:
        if coded.account != demand.account:
            raise PayloadRefused(f"payload.{name} carries another account than payload.account")
        if coded.pence not in allowed:
            raise PayloadRefused(f"payload.{name} carries an amount that this bill does not ask for")
        if coded.payee_code not in ("", council.payee_code):
            raise PayloadRefused(f"payload.{name} carries another payee than table.council.payee_code")
    if not read or demand.to_pay <= 0 or (_collected(demand) and not demand.due_now):
        return None
    about = f"account {demand.account}, {words.pounds(read[0][1].pence)}"
    digits = codes.grouped(demand.barcode)
    return Codes(
        barcode=demand.barcode,
        digits=digits,
        barcode_title=f"Barcode for paying at a shop counter: {about}. Its digits are {digits}.",
        qr=demand.qr,
        qr_title=f"QR code that opens our payment page: {about}. The page is {demand.qr}",
        amount=words.pounds(read[0][1].pence),
    )


def _read_codes(demand: Demand) -> list[tuple[str, codes.Coded]]:
    printed = (("barcode", demand.barcode, codes.read_barcode), ("qr", demand.qr, codes.read_qr_text))
    found = []
    for name, text, reader in printed:
        if text:
            try:
                found.append((name, reader(text)))
            except ValueError as error:
                raise PayloadRefused(f"payload.{name}: {error}") from error
    return found


# -- the notes -----------------------------------------------------------------------------------------------


def _notes(demand: Demand, standing: Mapping[str, str]) -> tuple[Note, ...]:
    """The standing notes. How to ask for twelve payments is for those who pay in ten at most, and go on paying."""
    may_ask = 0 < len(demand.coming) <= 10 and demand.kind != "final"
    left_out = set() if may_ask else {"twelve"}
    return tuple(
        Note(heading, standing[key]) for key, heading in texts.HEADINGS.items() if key not in left_out
    )


def _columns(notes: tuple[Note, ...]) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """The notes in two columns of much the same length. Cheaper here: WeasyPrint balances columns by trying."""
    lengths = [len(note.heading) + len(note.text) for note in notes]
    cuts = range(len(notes) + 1)
    cut = min(cuts, key=lambda at: max(sum(lengths[:at]), sum(lengths[at:])))
    return notes[:cut], notes[cut:]


def _contacts(council: Council) -> tuple[tuple[str, str], ...]:
    ways = (
        ("Phone", council.phone.replace(" ", words.NO_BREAK)),
        ("E-mail", council.email),
        ("Online", texts.site(council)),
        ("Post", _kept_together(council.address)),
    )
    return tuple((name, way) for name, way in ways if way)


def _kept_together(address: tuple[str, ...]) -> str:
    """An address on one line; where it is broken, its last part, the postcode, stays whole."""
    return ", ".join((*address[:-1], *(part.replace(" ", words.NO_BREAK) for part in address[-1:])))
