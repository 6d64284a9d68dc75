//! Roles and the permission table: which role may do what, and how far around its unit. The table is the only source of
//! grants, so a page can show it and a test can walk it route by route.

use platform::Permission;

/// Receives dossiers at the desk and returns results.
pub const CLERK: &str = "clerk";
/// Heads a unit.
pub const UNIT_HEAD: &str = "unit_head";
/// Handles dossiers.
pub const OFFICER: &str = "officer";
/// Leads an agency and signs.
pub const LEADER: &str = "leader";
/// Registers and issues documents (văn thư).
pub const REGISTRY: &str = "registry";
/// Controls administrative procedures (kiểm soát TTHC).
pub const CONTROL: &str = "control";
/// Receives petitions.
pub const PETITIONS: &str = "petitions";
/// Administers the system.
pub const ADMIN: &str = "admin";

const ALL: [&str; 8] = [CLERK, OFFICER, UNIT_HEAD, LEADER, REGISTRY, CONTROL, PETITIONS, ADMIN];

/// Every role.
pub fn all() -> &'static [&'static str] {
    &ALL
}

/// The role of this name, as the constant.
pub fn parse(role: &str) -> Option<&'static str> {
    ALL.into_iter().find(|r| *r == role)
}

/// The role in Vietnamese.
pub fn label(role: &str) -> &'static str {
    match role {
        CLERK => "Công chức tiếp nhận và trả kết quả",
        UNIT_HEAD => "Lãnh đạo phòng, đơn vị",
        OFFICER => "Công chức xử lý hồ sơ",
        LEADER => "Lãnh đạo cơ quan",
        REGISTRY => "Văn thư",
        CONTROL => "Công chức kiểm soát TTHC",
        PETITIONS => "Công chức tiếp nhận phản ánh, kiến nghị",
        ADMIN => "Quản trị hệ thống",
        _ => "Vai trò không xác định",
    }
}

/// How far a permission of a role reaches from the unit of the post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The unit and what is below it.
    Unit,
    /// The agency of the unit and what is below it.
    Agency,
    /// The whole system.
    Everywhere,
}

impl Reach {
    /// The reach in Vietnamese.
    pub fn label(self) -> &'static str {
        match self {
            Reach::Unit => "Trong đơn vị",
            Reach::Agency => "Trong cơ quan",
            Reach::Everywhere => "Toàn hệ thống",
        }
    }
}

/// Names of the permissions, fixed here for all modules.
pub mod permission {
    use platform::Permission;

    pub const CASES_READ: Permission = "cases.read";
    pub const CASES_INTAKE: Permission = "cases.intake";
    pub const CASES_WORK: Permission = "cases.work";
    pub const CASES_ASSIGN: Permission = "cases.assign";
    pub const CASES_APPROVE: Permission = "cases.approve";
    pub const CASES_SIGN: Permission = "cases.sign";
    pub const CASES_RETURN: Permission = "cases.return";
    pub const CASES_SUPERVISE: Permission = "cases.supervise";
    pub const CASES_SECOND_SUPPLEMENT: Permission = "cases.second_supplement";
    pub const CASES_EXPORT: Permission = "cases.export";
    pub const CATALOGUE_READ: Permission = "catalogue.read";
    pub const CATALOGUE_EDIT: Permission = "catalogue.edit";
    pub const CATALOGUE_PUBLISH: Permission = "catalogue.publish";
    pub const CATALOGUE_DRAFT: Permission = "catalogue.draft";
    pub const CATALOGUE_CHECK: Permission = "catalogue.check";
    pub const CATALOGUE_POST: Permission = "catalogue.post";
    pub const FORMS_DESIGN: Permission = "forms.design";
    pub const PROCESSES_DESIGN: Permission = "processes.design";
    pub const PEOPLE_ADMIN: Permission = "people.admin";
    pub const SYSTEM_ADMIN: Permission = "system.admin";
    pub const DOCUMENTS_READ: Permission = "documents.read";
    pub const REVIEWS_READ: Permission = "reviews.read";
    pub const REVIEWS_WORK: Permission = "reviews.work";
    pub const REVIEWS_MANAGE: Permission = "reviews.manage";
    pub const REVIEWS_APPROVE: Permission = "reviews.approve";
    pub const PLANS_READ: Permission = "plans.read";
    pub const PLANS_EDIT: Permission = "plans.edit";
    pub const PLANS_ACCEPT: Permission = "plans.accept";
    pub const PLANS_WORK: Permission = "plans.work";
    pub const PLANS_BUDGET: Permission = "plans.budget";
    pub const OUTREACH_READ: Permission = "outreach.read";
    pub const OUTREACH_WRITE: Permission = "outreach.write";
    pub const OUTREACH_PUBLISH: Permission = "outreach.publish";
    pub const OUTREACH_CONDUCT: Permission = "outreach.conduct";
    pub const INSPECTIONS_READ: Permission = "inspections.read";
    pub const INSPECTIONS_WORK: Permission = "inspections.work";
    pub const INSPECTIONS_MANAGE: Permission = "inspections.manage";
    pub const INSPECTIONS_APPROVE: Permission = "inspections.approve";

    /// Every permission with its meaning in Vietnamese.
    pub const ALL: [(Permission, &str); 38] = [
        (CASES_READ, "Xem hồ sơ"),
        (CASES_INTAKE, "Tiếp nhận hồ sơ"),
        (CASES_WORK, "Xử lý hồ sơ"),
        (CASES_ASSIGN, "Phân công xử lý hồ sơ"),
        (CASES_APPROVE, "Duyệt kết quả xử lý hồ sơ"),
        (CASES_SIGN, "Ký kết quả giải quyết"),
        (CASES_RETURN, "Trả kết quả"),
        (CASES_SUPERVISE, "Theo dõi, đôn đốc"),
        (CASES_SECOND_SUPPLEMENT, "Cho phép yêu cầu bổ sung lần thứ hai"),
        (CASES_EXPORT, "Xuất danh sách hồ sơ"),
        (CATALOGUE_READ, "Xem danh mục TTHC"),
        (CATALOGUE_EDIT, "Cập nhật danh mục TTHC"),
        (CATALOGUE_PUBLISH, "Công khai danh mục TTHC"),
        (CATALOGUE_DRAFT, "Soạn thảo quyết định công bố, quy trình"),
        (CATALOGUE_CHECK, "Kiểm soát chất lượng dự thảo công bố"),
        (CATALOGUE_POST, "Ghi nhận niêm yết, công khai TTHC"),
        (FORMS_DESIGN, "Thiết kế biểu mẫu điện tử"),
        (PROCESSES_DESIGN, "Thiết kế quy trình điện tử"),
        (PEOPLE_ADMIN, "Quản trị đơn vị và tài khoản"),
        (SYSTEM_ADMIN, "Quản trị hệ thống"),
        (DOCUMENTS_READ, "Xem văn bản, tài liệu"),
        (REVIEWS_READ, "Xem rà soát, đánh giá TTHC"),
        (REVIEWS_WORK, "Thực hiện rà soát, đánh giá TTHC"),
        (REVIEWS_MANAGE, "Tổng hợp, kiểm soát rà soát, đánh giá TTHC"),
        (REVIEWS_APPROVE, "Phê duyệt kế hoạch, phương án đơn giản hóa TTHC"),
        (PLANS_READ, "Xem kế hoạch kiểm soát TTHC"),
        (PLANS_EDIT, "Lập, sửa kế hoạch"),
        (PLANS_ACCEPT, "Nghiệm thu, đôn đốc nhiệm vụ kế hoạch"),
        (PLANS_WORK, "Thực hiện nhiệm vụ kế hoạch của đơn vị"),
        (PLANS_BUDGET, "Quản lý kinh phí kế hoạch"),
        (OUTREACH_READ, "Xem truyền thông, tập huấn, đối thoại"),
        (OUTREACH_WRITE, "Soạn truyền thông, tổ chức tập huấn, đối thoại"),
        (OUTREACH_PUBLISH, "Duyệt đăng, gỡ tin, bài, đối thoại"),
        (OUTREACH_CONDUCT, "Ghi nhận khen thưởng, vi phạm"),
        (INSPECTIONS_READ, "Xem kiểm tra việc kiểm soát TTHC"),
        (INSPECTIONS_WORK, "Tham gia đoàn kiểm tra; báo cáo, khắc phục của đơn vị được kiểm tra"),
        (INSPECTIONS_MANAGE, "Lập kế hoạch, tổ chức kiểm tra việc kiểm soát TTHC"),
        (INSPECTIONS_APPROVE, "Phê duyệt kế hoạch, quyết định, kết luận, báo cáo kiểm tra"),
    ];

    /// The meaning of a permission in Vietnamese; the name itself when unknown.
    pub fn label(permission: &str) -> &str {
        ALL.iter().find(|(p, _)| *p == permission).map_or(permission, |(_, l)| l)
    }
}

use Reach::{Agency, Everywhere, Unit};
use permission::*;

/// What who controls procedures may do.
const CONTROLS: &[(Permission, Reach)] = &[
    (CASES_READ, Agency),
    (CASES_SUPERVISE, Agency),
    (CASES_EXPORT, Agency),
    (CATALOGUE_READ, Everywhere),
    (CATALOGUE_EDIT, Everywhere),
    (CATALOGUE_PUBLISH, Everywhere),
    (FORMS_DESIGN, Everywhere),
    (PROCESSES_DESIGN, Everywhere),
    (DOCUMENTS_READ, Agency),
    (REVIEWS_READ, Agency),
    (REVIEWS_WORK, Agency),
    (REVIEWS_MANAGE, Agency),
    (CATALOGUE_DRAFT, Everywhere),
    (CATALOGUE_CHECK, Everywhere),
    (CATALOGUE_POST, Everywhere),
    (PLANS_READ, Everywhere),
    (PLANS_EDIT, Agency),
    (PLANS_ACCEPT, Agency),
    (PLANS_WORK, Unit),
    (PLANS_BUDGET, Agency),
    (OUTREACH_READ, Agency),
    (OUTREACH_WRITE, Agency),
    (OUTREACH_PUBLISH, Agency),
    (INSPECTIONS_READ, Agency),
    (INSPECTIONS_WORK, Unit),
    (INSPECTIONS_MANAGE, Agency),
];

/// What a role may do and how far; empty for an unknown role.
pub fn permissions(role: &str) -> &'static [(Permission, Reach)] {
    match role {
        CLERK => &[
            (CASES_READ, Agency),
            (CASES_INTAKE, Agency),
            (CASES_WORK, Agency),
            (CASES_RETURN, Agency),
            (CASES_EXPORT, Agency),
            (CATALOGUE_READ, Everywhere),
            (CATALOGUE_POST, Agency),
            (DOCUMENTS_READ, Agency),
            (PLANS_READ, Everywhere),
            (PLANS_WORK, Unit),
            (OUTREACH_READ, Agency),
            (INSPECTIONS_WORK, Unit),
        ],
        OFFICER => &[
            (CASES_READ, Agency),
            (CASES_WORK, Agency),
            (CASES_EXPORT, Unit),
            (CATALOGUE_READ, Everywhere),
            (CATALOGUE_DRAFT, Agency),
            (DOCUMENTS_READ, Agency),
            (REVIEWS_READ, Agency),
            (REVIEWS_WORK, Unit),
            (PLANS_READ, Everywhere),
            (PLANS_WORK, Unit),
            (OUTREACH_READ, Agency),
            (OUTREACH_WRITE, Agency),
            (INSPECTIONS_WORK, Unit),
        ],
        UNIT_HEAD => &[
            (CASES_READ, Agency),
            (CASES_WORK, Agency),
            (CASES_ASSIGN, Unit),
            (CASES_APPROVE, Unit),
            (CASES_SUPERVISE, Unit),
            (CASES_SECOND_SUPPLEMENT, Unit),
            (CASES_EXPORT, Unit),
            (CATALOGUE_READ, Everywhere),
            (CATALOGUE_DRAFT, Agency),
            (DOCUMENTS_READ, Agency),
            (REVIEWS_READ, Agency),
            (REVIEWS_WORK, Unit),
            (PLANS_READ, Everywhere),
            (PLANS_EDIT, Unit),
            (PLANS_ACCEPT, Unit),
            (PLANS_WORK, Unit),
            (PLANS_BUDGET, Unit),
            (OUTREACH_READ, Agency),
            (OUTREACH_WRITE, Agency),
            (OUTREACH_CONDUCT, Unit),
            (INSPECTIONS_WORK, Unit),
        ],
        _ => leading(role),
    }
}

/// The same for those who lead, register, control and administer.
fn leading(role: &str) -> &'static [(Permission, Reach)] {
    match role {
        LEADER => &[
            (CASES_READ, Agency),
            (CASES_WORK, Agency),
            (CASES_ASSIGN, Agency),
            (CASES_APPROVE, Agency),
            (CASES_SIGN, Agency),
            (CASES_SUPERVISE, Agency),
            (CASES_SECOND_SUPPLEMENT, Agency),
            (CASES_EXPORT, Agency),
            (CATALOGUE_READ, Everywhere),
            (CATALOGUE_CHECK, Agency),
            (DOCUMENTS_READ, Agency),
            (REVIEWS_READ, Agency),
            (REVIEWS_APPROVE, Agency),
            (PLANS_READ, Everywhere),
            (PLANS_ACCEPT, Agency),
            (PLANS_BUDGET, Agency),
            (OUTREACH_READ, Agency),
            (OUTREACH_PUBLISH, Agency),
            (OUTREACH_CONDUCT, Agency),
            (INSPECTIONS_READ, Agency),
            (INSPECTIONS_WORK, Unit),
            (INSPECTIONS_APPROVE, Agency),
        ],
        REGISTRY => &[
            (CASES_READ, Agency),
            (CASES_WORK, Agency),
            (CATALOGUE_READ, Everywhere),
            (DOCUMENTS_READ, Agency),
            (PLANS_READ, Everywhere),
            (PLANS_WORK, Unit),
            (OUTREACH_READ, Agency),
            (INSPECTIONS_WORK, Unit),
        ],
        CONTROL => CONTROLS,
        PETITIONS => &[
            (CASES_READ, Agency),
            (CATALOGUE_READ, Everywhere),
            (DOCUMENTS_READ, Agency),
            (PLANS_READ, Everywhere),
            (PLANS_WORK, Unit),
            (OUTREACH_READ, Agency),
            (INSPECTIONS_WORK, Unit),
        ],
        ADMIN => &[(CATALOGUE_READ, Everywhere), (PEOPLE_ADMIN, Everywhere), (SYSTEM_ADMIN, Everywhere)],
        _ => &[],
    }
}
