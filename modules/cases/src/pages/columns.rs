//! The columns of a list: those its address names, else the ones everybody needs. A saved list keeps its columns, because it keeps
//! its address. The code stands first in every list.

use platform::web::Posted;

/// A column a list may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListColumn {
    Procedure,
    Applicant,
    Status,
    Channel,
    Holder,
    Submitted,
    Received,
    Due,
    Finished,
}

impl ListColumn {
    pub const ALL: [ListColumn; 9] = [
        ListColumn::Procedure,
        ListColumn::Applicant,
        ListColumn::Status,
        ListColumn::Channel,
        ListColumn::Holder,
        ListColumn::Submitted,
        ListColumn::Received,
        ListColumn::Due,
        ListColumn::Finished,
    ];

    /// What everybody needs.
    pub const USUAL: [ListColumn; 5] =
        [ListColumn::Procedure, ListColumn::Applicant, ListColumn::Status, ListColumn::Holder, ListColumn::Due];

    /// Its name in an address.
    pub fn name(self) -> &'static str {
        match self {
            ListColumn::Procedure => "procedure",
            ListColumn::Applicant => "applicant",
            ListColumn::Status => "status",
            ListColumn::Channel => "channel",
            ListColumn::Holder => "holder",
            ListColumn::Submitted => "submitted",
            ListColumn::Received => "received",
            ListColumn::Due => "due",
            ListColumn::Finished => "finished",
        }
    }

    /// Its heading.
    pub fn label(self) -> &'static str {
        match self {
            ListColumn::Procedure => "Thủ tục",
            ListColumn::Applicant => "Người nộp",
            ListColumn::Status => "Trạng thái",
            ListColumn::Channel => "Cách nộp",
            ListColumn::Holder => "Đang giữ",
            ListColumn::Submitted => "Nộp lúc",
            ListColumn::Received => "Tiếp nhận lúc",
            ListColumn::Due => "Hạn",
            ListColumn::Finished => "Xử lý xong lúc",
        }
    }
}

/// The columns an address asks for, in the order of all of them.
pub fn chosen(pairs: &Posted) -> Vec<ListColumn> {
    let asked = |c: &ListColumn| pairs.0.iter().any(|(n, v)| n == "col" && v == c.name());
    let named: Vec<ListColumn> = ListColumn::ALL.into_iter().filter(asked).collect();
    if named.is_empty() { ListColumn::USUAL.into() } else { named }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_columns_and_nothing_else_does() {
        let of = |q: &str| chosen(&Posted::parse(q.as_bytes())).into_iter().map(ListColumn::name).collect::<Vec<_>>();
        assert_eq!(of("view=open"), ["procedure", "applicant", "status", "holder", "due"]);
        assert_eq!(of("col=received&col=applicant&col=nothing"), ["applicant", "received"]);
        assert_eq!(of("col=nothing"), ["procedure", "applicant", "status", "holder", "due"]);
    }
}
