"""How the database defends the ledger: statement triggers over the new legs of one insert or COPY."""

from __future__ import annotations

import pgtrigger

from ledger.data import BROUGHT_KINDS, CHARGE_KINDS, RECEIPT_KINDS


def legs_sum_to_zero() -> pgtrigger.Trigger:
    """Refuse a statement whose new legs do not sum to zero for each entry. All legs of an entry come at once."""
    return pgtrigger.Trigger(
        name="a_legs_sum_to_zero",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_legs"),
        declare=[("unbalanced", "bigint")],
        func="""
            SELECT entry_id INTO unbalanced FROM new_legs GROUP BY entry_id HAVING sum(pence) <> 0 LIMIT 1;
            IF unbalanced IS NOT NULL THEN
                RAISE EXCEPTION 'the legs of entry % do not sum to zero', unbalanced;
            END IF;
            RETURN NULL;
        """,
    )


def _kinds(kinds: frozenset[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))


def keep_totals() -> pgtrigger.Trigger:
    """Add the new legs to the totals of their charge years, and write the day's totals as new rows."""
    return pgtrigger.Trigger(
        name="keep_totals",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_legs"),
        func=f"""
            UPDATE ledger_chargeyear AS cy SET
                charged = cy.charged + d.charged,
                received = cy.received + d.received,
                brought = cy.brought + d.brought,
                balance = cy.balance + d.charged + d.received + d.brought
            FROM (
                SELECT charge_year_id,
                    coalesce(sum(pence) FILTER (WHERE kind IN ({_kinds(CHARGE_KINDS)})), 0) AS charged,
                    coalesce(sum(pence) FILTER (WHERE kind IN ({_kinds(RECEIPT_KINDS)})), 0) AS received,
                    coalesce(sum(pence) FILTER (WHERE kind IN ({_kinds(BROUGHT_KINDS)})), 0) AS brought
                FROM new_legs WHERE charge_year_id IS NOT NULL GROUP BY charge_year_id
            ) AS d
            WHERE cy.id = d.charge_year_id;
            INSERT INTO ledger_daytotal (authority_id, accounting_date, year, kind, control, pence, legs)
            SELECT authority_id, accounting_date, year, kind, control, sum(pence), count(*)
            FROM new_legs GROUP BY authority_id, accounting_date, year, kind, control;
            RETURN NULL;
        """,
    )
