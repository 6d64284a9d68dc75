//! The actions people post on a case: their addresses, the permission each asks for, what is said afterwards. The pages, the
//! lists and the interface for programs all read this one table.

use people::roles::permission::{
    CASES_APPROVE as APPROVE, CASES_ASSIGN as ASSIGN, CASES_INTAKE as INTAKE, CASES_RETURN as RETURN,
    CASES_SUPERVISE as SUPERVISE, CASES_WORK as WORK,
};
use platform::Permission;

use crate::model::{Dossier, Status};

/// An action a person posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Accept,
    AskSupplement,
    AnswerSupplement,
    Refuse,
    Claim,
    Assign,
    Complete,
    AskOpinion,
    GiveOpinion,
    Suspend,
    Resume,
    Extend,
    Apologise,
    AskWithdrawal,
    Stop,
    GoOn,
    AskFee,
    FeePaid,
    Return,
    Urge,
    Attach,
    ResultFile,
}

/// The actions with the last part of their address and the permission each asks for.
pub const ACTS: [(Act, &str, Permission); 22] = [
    (Act::Accept, "accept", INTAKE),
    (Act::AskSupplement, "ask-supplement", WORK),
    (Act::AnswerSupplement, "answer-supplement", INTAKE),
    (Act::Refuse, "refuse", INTAKE),
    (Act::Claim, "claim", WORK),
    (Act::Assign, "assign", ASSIGN),
    (Act::Complete, "complete", WORK),
    (Act::AskOpinion, "ask-opinion", WORK),
    (Act::GiveOpinion, "give-opinion", WORK),
    (Act::Suspend, "suspend", APPROVE),
    (Act::Resume, "resume", APPROVE),
    (Act::Extend, "extend", APPROVE),
    (Act::Apologise, "apologise", APPROVE),
    (Act::AskWithdrawal, "ask-withdrawal", INTAKE),
    (Act::Stop, "stop", INTAKE),
    (Act::GoOn, "go-on", INTAKE),
    (Act::AskFee, "ask-fee", WORK),
    (Act::FeePaid, "fee-paid", INTAKE),
    (Act::Return, "return", RETURN),
    (Act::Urge, "urge", SUPERVISE),
    (Act::Attach, "attach", WORK),
    (Act::ResultFile, "result-file", WORK),
];

/// The actions of an agency that takes part in another's case.
pub const GUEST: [Act; 5] = [Act::Claim, Act::Assign, Act::Complete, Act::GiveOpinion, Act::Attach];

/// The line of an address's last part.
pub fn act_of(path: &str) -> (Act, &'static str, Permission) {
    ACTS.into_iter().find(|(_, p, _)| *p == path).unwrap_or(ACTS[0])
}

/// The permission an action asks for.
pub fn permission_of(act: Act) -> Permission {
    ACTS.into_iter().find(|(a, ..)| *a == act).unwrap_or(ACTS[0]).2
}

/// What is said after an action.
pub fn told(act: Act, d: &Dossier) -> &'static str {
    match act {
        Act::Accept => "Đã tiếp nhận hồ sơ. In giấy tiếp nhận và hẹn trả kết quả cho người nộp.",
        Act::AskSupplement => "Đã lập phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.",
        Act::AnswerSupplement => "Đã ghi nhận hồ sơ bổ sung.",
        Act::Refuse => "Đã lập phiếu từ chối tiếp nhận giải quyết hồ sơ.",
        Act::Claim => "Đã nhận xử lý hồ sơ.",
        Act::Assign => "Đã phân công.",
        Act::Complete if d.case.status == Status::Finished => "Đã xử lý xong. Kết quả chờ trả tại Bộ phận Một cửa.",
        Act::Complete => "Đã hoàn tất bước và chuyển hồ sơ.",
        Act::AskOpinion => "Đã gửi yêu cầu cho ý kiến.",
        Act::GiveOpinion => "Đã gửi ý kiến.",
        Act::Suspend => "Đã tạm dừng tính thời gian.",
        Act::Resume | Act::GoOn => "Hồ sơ tiếp tục được giải quyết.",
        Act::Extend => "Đã gia hạn.",
        Act::Apologise => "Đã lập phiếu xin lỗi và hẹn lại ngày trả kết quả.",
        Act::AskWithdrawal => "Đã ghi nhận đề nghị rút hồ sơ.",
        Act::Stop => "Đã dừng giải quyết hồ sơ.",
        Act::AskFee => "Đã yêu cầu thực hiện nghĩa vụ tài chính.",
        Act::FeePaid => "Đã ghi nhận việc nộp phí, lệ phí.",
        Act::Return => "Đã trả kết quả.",
        Act::Urge => "Đã đôn đốc.",
        Act::Attach => "Đã đính kèm bản quét.",
        Act::ResultFile => "Đã đính kèm tệp kết quả.",
    }
}
