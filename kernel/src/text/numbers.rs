//! Numbers in Vietnamese words, as papers write them beside the digits.

const UNITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

/// "ba mươi hai", "một nghìn không trăm linh năm".
pub fn number_words(n: u64) -> String {
    if n == 0 {
        return UNITS[0].to_owned();
    }
    let mut words = vec![];
    whole(n, &mut words);
    words.join(" ")
}

fn unit(n: u64) -> &'static str {
    UNITS.get(n as usize).copied().unwrap_or("")
}

/// Beyond a milliard the count of milliards is read first, then "tỷ".
fn whole(n: u64, words: &mut Vec<&'static str>) {
    let (milliards, rest) = (n / 1_000_000_000, n % 1_000_000_000);
    if milliards > 0 {
        whole(milliards, words);
        words.push("tỷ");
    }
    for (size, name) in [(1_000_000, "triệu"), (1_000, "nghìn"), (1, "")] {
        let group = rest / size % 1_000;
        if group == 0 {
            continue;
        }
        // Only the leading group leaves out its empty hundreds.
        if words.is_empty() {
            leading(group, words)
        } else {
            full(group, words)
        }
        if !name.is_empty() {
            words.push(name);
        }
    }
}

fn leading(group: u64, words: &mut Vec<&'static str>) {
    match group {
        100.. => full(group, words),
        10.. => tens(group, words),
        _ => words.push(unit(group)),
    }
}

fn full(group: u64, words: &mut Vec<&'static str>) {
    words.extend([unit(group / 100), "trăm"]);
    match group % 100 {
        0 => {}
        n @ 1..=9 => words.extend(["linh", unit(n)]),
        n => tens(n, words),
    }
}

/// From 10 to 99, with the sound changes mốt, tư, lăm.
fn tens(n: u64, words: &mut Vec<&'static str>) {
    let (ten, one) = (n / 10, n % 10);
    if ten == 1 {
        words.push("mười");
    } else {
        words.extend([unit(ten), "mươi"]);
    }
    match (ten, one) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (2.., 4) => words.push("tư"),
        (_, 5) => words.push("lăm"),
        _ => words.push(unit(one)),
    }
}
