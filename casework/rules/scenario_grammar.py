"""The grammar of scenarios: a document checked against its JSON Schema, then read into a ``Case``.

The schema says of every value what it is; days, periods and pounds become dates, periods and pence by it.
What a schema cannot say is checked here: one thing an event, days in order, labels that lead somewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from casework.data import Case, Check, StoryEvent
from revenues.kernel.errors import DomainError, Problem
from revenues.kernel.money import parse_pounds
from revenues.kernel.periods import Period

Path = tuple[str | int, ...]
Schema = Mapping[str, Any]
BESIDE_THE_VERB = frozenset({"on", "because", "refused"})
DAY, DAYS, POUNDS = "#/$defs/day", "#/$defs/days", "#/$defs/pounds"
OPENS_ACCOUNT = {"move_in": "account", "move_within": "new_account", "change_liable": "new_account"}
THE_DISTRICT = "The district"


class BadScenario(DomainError):
    """A scenario that cannot be told, with every place that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def parse(document: Any, *, lines: Mapping[Path, int], schema: Schema, file: str) -> Case:
    """Read a document into a case.

    Args:
        document: plain dicts, lists, texts, whole numbers and truths.
        lines: the line of each path, for messages.
        schema: docs/schema/scenario.json.

    Raises:
        BadScenario: every problem, with file, line and path.
    """
    reader = _Reader(lines, schema, file)
    problems = [reader.schema_problem(error) for error in _leaves(Draft202012Validator(schema), document)]
    if problems:
        raise BadScenario(sorted(problems, key=lambda problem: problem.line))
    plain = reader.read(document, schema, ())
    problems = [*reader.problems, *_checks_of_story(plain, reader)] if isinstance(plain, dict) else []
    if reader.problems or problems:
        raise BadScenario(sorted(problems, key=lambda problem: problem.line))
    return _case(plain, reader)


class _Reader:
    """One file being read: where things stand in it, and what is wrong with it."""

    def __init__(self, lines: Mapping[Path, int], schema: Schema, file: str) -> None:
        self.lines, self.schema, self.file = lines, schema, file
        self.problems: list[Problem] = []

    def problem(self, path: Path, reason: str) -> Problem:
        return Problem(self.file, self.line(path), said(path), reason)

    def line(self, path: Path) -> int:
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def schema_problem(self, error: ValidationError) -> Problem:
        path: Path = tuple(error.absolute_path)
        if error.validator == "additionalProperties" and isinstance(error.instance, dict):
            schema: Any = error.schema
            known = [*schema.get("properties", ())]
            unknown = next((key for key in error.instance if key not in known), "")
            if not known:
                return self.problem((*path, unknown), "a year such as 2026 is expected here")
            return self.problem((*path, unknown), _unknown(unknown, known, of_event=_is_event(path)))
        return self.problem(path, _reason(error))

    def read(self, value: Any, schema: Schema, path: Path) -> Any:
        """The value with its days, periods and pounds read, by what the schema says of it."""
        if (ref := schema.get("$ref")) in (DAY, DAYS, POUNDS):
            return self._scalar(value, str(ref), path)
        if ref:
            schema = self.schema["$defs"][str(ref).rsplit("/", 1)[1]]
        if isinstance(value, dict):
            return {key: self.read(item, _of_key(schema, key), (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            items = schema.get("items", {})
            return [self.read(item, items, (*path, place)) for place, item in enumerate(value)]
        return value

    def _scalar(self, value: Any, ref: str, path: Path) -> Any:
        try:
            if ref == POUNDS:
                return int(parse_pounds(str(value)))
            if ref == DAY:
                return date.fromisoformat(value)
            first, _, last = value.partition("..")
            return Period.inclusive(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError as error:
            self.problems.append(self.problem(path, str(error)))
            return value


def said(path: Path) -> str:
    """A path as people point at it: ``story 3, move_in, from``."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        else:
            words.append(str(step))
    return ", ".join(words)


def _leaves(validator: Draft202012Validator, document: Any) -> Iterator[ValidationError]:
    yield from validator.iter_errors(document)


def _of_key(schema: Schema, key: str) -> Schema:
    found = schema.get("properties", {}).get(key)
    if found is None and schema.get("patternProperties"):
        found = next(iter(schema["patternProperties"].values()))
    if found is None:
        found = schema.get("additionalProperties")
    return found if isinstance(found, dict) else {}


def _is_event(path: Path) -> bool:
    return len(path) == 2 and path[0] == "story"


def _unknown(key: str, known: Sequence[str], *, of_event: bool) -> str:
    near = get_close_matches(key, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    if of_event:
        hint = hint or f": it knows {', '.join(sorted(set(known) - BESIDE_THE_VERB))}"
        return f"{key} is nothing that a story knows{hint}"
    hint = hint or f": known are {', '.join(known)}"
    return f"{key} is not known here{hint}"


def _reason(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    match error.validator:
        case "required":
            return f"{next(key for key in wanted if key not in instance)} is missing"
        case "type":
            return f"{error.instance!r} should be {_one_of(wanted)}"
        case "enum":
            return f"{error.instance!r} is not one of {', '.join(map(str, wanted))}"
        case "pattern":
            like = schema.get("description", f"it should look like {wanted}")
            return f"{error.instance!r} is not right: {like}"
    return error.message


def _one_of(kinds: str | Sequence[str]) -> str:
    words = {
        "object": "a group of names and values",
        "array": "a list",
        "string": "a text",
        "integer": "a whole number",
    }
    return " or ".join(words.get(kind, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds))


# -- what the schema cannot say ------------------------------------------------------------------------------


def _checks_of_story(plain: Mapping[str, Any], reader: _Reader) -> list[Problem]:
    problems = [*_property_problems(plain, reader)]
    accounts: set[str] = set()
    before: date | None = None
    for place, event in enumerate(plain["story"]):
        path: Path = ("story", place)
        verbs = [key for key in event if key not in BESIDE_THE_VERB]
        if len(verbs) != 1:
            told = " and ".join(verbs) if verbs else "nothing"
            problems.append(reader.problem(path, f"an event is one thing, and this is {told}"))
            continue
        if before and isinstance(event["on"], date) and event["on"] < before:
            problems.append(
                reader.problem((*path, "on"), f"{event['on']} comes before {before}, the event above it")
            )
        before = event["on"] if isinstance(event["on"], date) else before
        problems += _label_problems(event[verbs[0]], verbs[0], (*path, verbs[0]), plain, accounts, reader)
    for place, check in enumerate(plain.get("expect", ())):
        problems += _account_problem(check, ("expect", place), accounts, reader)
    return problems


def _property_problems(plain: Mapping[str, Any], reader: _Reader) -> Iterator[Problem]:
    for label, about in plain["properties"].items():
        path: Path = ("properties", label)
        if "band" in about and "bands" in about:
            yield reader.problem((*path, "bands"), "give band or bands, not both")
        if (main := about.get("annexe_of")) and main not in plain["properties"]:
            yield reader.problem((*path, "annexe_of"), f"no property is called {main}")


def _label_problems(
    args: Any, verb: str, path: Path, plain: Mapping[str, Any], accounts: set[str], reader: _Reader
) -> Iterator[Problem]:
    if verb == "expect":
        for place, check in enumerate(args):
            yield from _account_problem(check, (*path, place), accounts, reader)
        return
    yield from _place_problems(args, verb, path, plain, accounts, reader)
    for person in [*args.get("people", ()), *([args["person"]] if "person" in args else ())]:
        if person not in plain["people"]:
            yield reader.problem(path, f"nobody is called {person}")
    if verb != "move_in":
        yield from _account_problem(args, path, accounts, reader)
    if verb in OPENS_ACCOUNT:
        label = opened(verb, args)
        if label in accounts:
            yield reader.problem(
                path, f"an account is called {label} already: give {OPENS_ACCOUNT[verb]} another label"
            )
        accounts.add(label)


def _place_problems(
    args: Any, verb: str, path: Path, plain: Mapping[str, Any], accounts: set[str], reader: _Reader
) -> Iterator[Problem]:
    """Where something happens: at a dwelling; what a credit is carried to is an account."""
    to_account = verb == "carry_credit"
    for key in ("property", *(() if to_account else ("to",))):
        if key in args and args[key] not in plain["properties"]:
            yield reader.problem((*path, key), f"no property is called {args[key]}")
    if to_account and "to" in args:
        yield from (
            Problem(problem.file, problem.line, said((*path, "to")), problem.reason)
            for problem in _account_problem({"account": args["to"]}, path, accounts, reader)
        )


def _account_problem(
    args: Mapping[str, Any], path: Path, accounts: set[str], reader: _Reader
) -> Iterator[Problem]:
    if (label := args.get("account")) is not None and label not in accounts:
        known = f"; there are {', '.join(sorted(accounts))}" if accounts else ": nobody has moved in"
        yield reader.problem((*path, "account"), f"no account is called {label} yet{known}")


def opened(verb: str, args: Mapping[str, Any]) -> str:
    """The label of the account that an event opens: its own, or the dwelling's."""
    return str(args.get(OPENS_ACCOUNT[verb]) or args.get("to") or args["property"])


# -- into a case ---------------------------------------------------------------------------------------------


def _case(plain: Mapping[str, Any], reader: _Reader) -> Case:
    settings = {
        name: {date.fromisoformat(day): value for day, value in dated.items()}
        for name, dated in plain.get("settings", {}).items()
    }
    return Case(
        file=reader.file,
        name=plain["name"],
        about=plain.get("about", ""),
        settings=settings,
        areas=tuple(plain.get("areas", ())),
        tax={int(year): about for year, about in plain["tax"].items()},
        properties=plain["properties"],
        people={label: _person(about) for label, about in plain["people"].items()},
        story=tuple(_event(event, place, reader) for place, event in enumerate(plain["story"])),
        checks=_checks(plain.get("expect", ()), ("expect",), reader),
    )


def _event(event: Mapping[str, Any], place: int, reader: _Reader) -> StoryEvent:
    verb = next(key for key in event if key not in BESIDE_THE_VERB)
    args = event[verb]
    if verb == "expect":
        args = {"checks": _checks(args, ("story", place, "expect"), reader)}
    return StoryEvent(
        reader.line(("story", place)),
        event["on"],
        verb,
        args,
        event.get("because", ""),
        event.get("refused", ""),
    )


def _checks(written: Sequence[Mapping[str, Any]], path: Path, reader: _Reader) -> tuple[Check, ...]:
    return tuple(
        Check(
            reader.line((*path, place)),
            check.get("account", ""),
            check.get("year"),
            {key: value for key, value in check.items() if key not in ("account", "year")},
        )
        for place, check in enumerate(written)
    )


def _person(about: str | Mapping[str, Any]) -> Mapping[str, Any]:
    return {"name": about} if isinstance(about, str) else about
