//! Ids keep the order of the time they were made in and travel as text.

use proptest::prelude::*;

use crate::ids::v7;
use crate::time::{day_number, from_local, from_micros, local, micros};

crate::typed_id!(ThingId);

#[test]
fn ids_travel_as_plain_text() {
    let id = ThingId::from(v7(1_707_276_000_000, [7; 10]));
    assert_eq!(id.to_string().parse::<ThingId>().unwrap(), id);
    assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
    assert_eq!(uuid::Uuid::from(id).get_version_num(), 7);
    assert!("x".parse::<ThingId>().is_err());
}

#[test]
fn local_days_begin_at_midnight_in_viet_nam() {
    let midnight = from_local(jiff::civil::date(1970, 1, 2).at(0, 0, 0, 0));
    assert_eq!((day_number(midnight), day_number(from_micros(micros(midnight) - 1))), (1, 0));
}

proptest! {
    #[test]
    fn later_ids_sort_later(a in 0_i64..1 << 47, b in 0_i64..1 << 47, r in any::<[u8; 10]>(), s in any::<[u8; 10]>()) {
        prop_assume!(a != b);
        prop_assert_eq!(a < b, v7(a, r) < v7(b, s));
    }

    #[test]
    fn instants_are_held_within_representable_time(m in any::<i64>()) {
        let t = from_micros(m);
        prop_assert!(micros(t) == m || t == jiff::Timestamp::MAX || t == jiff::Timestamp::MIN);
    }

    #[test]
    fn local_time_is_seven_hours_ahead(m in -60_000_000_000_000_000_i64..200_000_000_000_000_000) {
        prop_assert_eq!(from_local(local(from_micros(m))), from_micros(m));
        prop_assert_eq!(day_number(from_micros(m)), (m + 25_200_000_000).div_euclid(86_400_000_000));
    }
}
