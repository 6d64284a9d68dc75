//! Norms of spending: a line within its norm passes, one above it needs the reason and the document that decided it.

use crate::money::{Category, Kind, NewAmount, Over, against};

fn category(norm: Option<i64>) -> Category {
    Category { code: "3".into(), name: "Rà soát".into(), norm, norm_unit: "mẫu rà soát".into(), mark: "?".into() }
}

fn held(kind: Kind, amount: i64, new: NewAmount) -> Result<(Option<i64>, Option<Over>), (String, String)> {
    let told = against(&category(Some(1_500_000)), (kind, amount), &new, "Thông tư 167/2012/TT-BTC");
    told.map_err(|r| (r.code.to_owned(), r.field.unwrap_or_default()))
}

fn of(quantity: &str) -> NewAmount {
    NewAmount { quantity: quantity.into(), ..NewAmount::default() }
}

#[test]
fn a_line_is_held_against_its_norm() {
    let wrong = |code: &str, field: &str| Err((code.to_owned(), field.to_owned()));
    assert_eq!(held(Kind::Estimate, 18_000_000, of("12")), Ok((Some(1_200), None)));
    assert_eq!(held(Kind::Spending, 3_750_000, of("2,5")), Ok((Some(250), None)));
    assert_eq!(held(Kind::Estimate, 1, of("")), wrong("quantity", "quantity"));
    assert_eq!(held(Kind::Allocation, 90_000_000, of("")), Ok((None, None)), "an allocation may be a round sum");
    assert_eq!(held(Kind::Estimate, 1, of("mười hai")), wrong("number", "quantity"));
    assert_eq!(held(Kind::Estimate, 18_000_001, of("12")), wrong("norm", "over_reason"));
    let reason = NewAmount { over_reason: "Thủ tục phức tạp".into(), ..of("12") };
    assert_eq!(held(Kind::Estimate, 18_000_001, reason.clone()), wrong("norm", "over_document"));
    let whole = NewAmount { over_document: "25/2023/NQ-HĐND".into(), ..reason };
    let over =
        Over { allowed: 18_000_000, reason: "Thủ tục phức tạp".into(), document: "25/2023/NQ-HĐND".into() };
    assert_eq!(held(Kind::Estimate, 18_000_001, whole), Ok((Some(1_200), Some(over))));
    // A category without a norm asks for nothing.
    assert_eq!(against(&category(None), (Kind::Spending, 9), &of(""), "").map_err(|r| r.code), Ok((None, None)));
}
