"""The standing texts of a demand notice: our own words for what a bill must tell everybody.

A council may put its own words in place of any of them, by key, in the table that its notices share.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from notices.data import Council
from notices.rules import words
from revenues.kernel.law import Law, in_force
from revenues.kernel.rules import rule

DUTY = "notices.demand.duty_to_tell_days"
PENALTY = "notices.demand.penalty"
BAND_MONTHS = "notices.demand.band_proposal_months"
ANSWER_MONTHS = "notices.demand.answer_months"
AFTER_ANSWER = "notices.demand.appeal_months_after_answer"
WITHOUT_ANSWER = "notices.demand.appeal_months_without_answer"
NUMBERS = (DUTY, PENALTY, BAND_MONTHS, ANSWER_MONTHS, AFTER_ANSWER, WITHOUT_ANSWER)

HEADINGS = {
    "valuation": "Your valuation band",
    "reductions": "Paying less",
    "support": "If your income is low",
    "appeal": "If you disagree with us",
    "twelve": "Paying over twelve months",
}
_TEXTS = {
    "direct_debit": "We collect each payment from your bank account by Direct Debit on the day shown, or on the next "
    "working day when banks are closed. There is nothing you need to do. We will write to you before an amount or "
    "a day changes.",
    "not_collected": "We do not collect the {due_now} that is due already: please pay it now, in one of these ways.",
    "standing_order": "Please have your bank change your standing order to these amounts and days; it does not follow "
    "a new bill by itself. Use your account number, {account}, as the reference.",
    "cash": "Please pay so that the money reaches us by the day shown, and quote {account}. You can pay online, by phone, "
    "or with this bill at a shop counter. Direct Debit is easiest: {reach} to set one up.",
    "wrong": "We want this bill to be right. If a name, a day, a discount or an amount looks wrong to you, tell us. We "
    "will look into it, correct what is wrong and send you a new bill.",
    "cannot_pay": "Until then please pay what this one asks. If you think you cannot make a payment, talk to us before "
    "the day it is due. We would rather agree something with you than send you a reminder.",
    "duty": "Tell us within {duty} days if a reason given here is wrong or no longer applies, for instance because "
    "somebody moves in. If you do not, you will have to pay the difference, and we may add a penalty of {penalty}.",
    "valuation": "The Valuation Office, not the council, puts every home into one of eight bands, A to H, by "
    "what it would have sold for on 1 April 1991. You can ask it for another band within {band} months of first "
    "paying Council Tax here, and later if part of the home is pulled down or its surroundings change. Please go on "
    "paying while it decides.",
    "reductions": "A full bill is for two adults or more. You pay less if you are the only one, or if the others are "
    "people we do not count, such as students, live-in carers or people with a severe mental impairment. Some homes "
    "are exempt, for instance if only students live there. If a disabled person needs an extra room or space for a "
    "wheelchair, we may charge one band lower. Ask us.",
    "support": "Our Council Tax Reduction scheme can take off part of your bill, or all of it, whether you rent or own "
    "your home and whether or not you work. Please apply soon: we may not be able to go back to an earlier day.",
    "appeal": "If you think that you should not be billed, that the sum is wrong or that an exemption, discount or "
    "reduction is missing, write to us and say why. We have {answer} months to answer. If our answer does not satisfy "
    "you, you can appeal, free, to the Valuation Tribunal for England within {after} months of it; if none comes, within "
    "{without} months of the day you wrote. Please go on paying meanwhile.",
    "twelve": "You may ask us, in whichever way suits you, to spread a year’s bill over twelve payments instead of ten. "
    "The sooner you ask, the more months are left. We then send you a new bill.",
    "published": "See what each of them spends, this year and last,{at}, or ask us for it on paper.",
    "formats": "If large print, Braille, audio or another language would help you, please ask us.",
}
BANK = "bank"  # where a standing order goes: said only if the council says it
KEYS = (*_TEXTS, BANK)


@rule(
    "si2011-3038-notes",
    provision="SI 2011/3038 Sch 1 and 2; LGFA 1992 s.16; SI 1992/613 reg 21(1A)",
    certainty="S+K",
    parameters=NUMBERS,
)
def standing(
    council: Council, *, account: str, due_now: int = 0, on: date, law: Law | None = None
) -> Mapping[str, str]:
    """Every bill tells people what to do if it is wrong, how to pay less, how to appeal and how to ask for twelve months.

    Args:
        council: whose bill it is.
        account: the account number to be quoted.
        due_now: pence that fell due on an earlier bill.
        on: the day of issue; the numbers are those of that day.
        law: the law of the authority; None for the national law.
    """
    law = in_force(law)
    values = {
        "account": account,
        "due_now": words.pounds(due_now),
        "reach": reach(council),
        "at": f" at {site(council)}" if council.website else " on our website",
        "duty": law.value(DUTY, on),
        "penalty": words.pounds(law.value(PENALTY, on)).removesuffix(".00"),
        "band": words.number(law.value(BAND_MONTHS, on)),
        "answer": words.number(law.value(ANSWER_MONTHS, on)),
        "after": words.number(law.value(AFTER_ANSWER, on)),
        "without": words.number(law.value(WITHOUT_ANSWER, on)),
    }
    return {key: text.format_map(values) for key, text in _TEXTS.items()}


def site(council: Council) -> str:
    """The council's site as people read it: ``www.overford.example``."""
    return council.website.partition("://")[2].rstrip("/") or council.website


def reach(council: Council) -> str:
    """How to get in touch, in half a sentence: ``call 01632 960 100 or write to tax@overford.example``."""
    ways = [
        *([f"call {council.phone}".replace(" ", words.NO_BREAK)] if council.phone else []),
        *([f"write to {council.email}"] if council.email else []),
    ]
    return " or ".join(ways) or "write to us"
