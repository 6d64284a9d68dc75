//! Who works in the demo: one sign-in for every role, and staff for the rooms.

use people::{NewAccount, UnitKind, roles};
use platform::web::Failure;
use platform::{App, By};
use uuid::Uuid;

/// The password of every demo account; demo data is nobody's.
pub const PASSWORD: &str = "mot-cua-demo";

/// The sign-ins told at the start, with their roles.
pub const SIGN_INS: [(&str, &str); 8] = [
    ("motcua", roles::CLERK),
    ("chuyenvien", roles::OFFICER),
    ("truongphong", roles::UNIT_HEAD),
    ("lanhdao", roles::LEADER),
    ("vanthu", roles::REGISTRY),
    ("kiemsoat", roles::CONTROL),
    ("thanhtra", roles::PETITIONS),
    ("quantri", roles::ADMIN),
];

struct Role {
    login: &'static str,
    name: &'static str,
    post: &'static str,
    role: &'static str,
    /// Part of the unit's folded name; the first unit that has it.
    unit: &'static str,
}

const fn role(
    login: &'static str,
    name: &'static str,
    post: &'static str,
    (role, unit): (&'static str, &'static str),
) -> Role {
    Role { login, name, post, role, unit }
}

const CAST: [Role; 20] = [
    role("motcua", "Trần Thị Mẫu Một", "Chuyên viên tiếp nhận", (roles::CLERK, "bo phan tiep nhan")),
    role("motcua2", "Lê Văn Mẫu Hai", "Chuyên viên tiếp nhận", (roles::CLERK, "bo phan tiep nhan")),
    role("chuyenvien", "Phạm Thị Mẫu Ba", "Chuyên viên", (roles::OFFICER, "phong giao duc tieu hoc")),
    role("truongphong", "Nguyễn Văn Mẫu Bốn", "Trưởng phòng", (roles::UNIT_HEAD, "phong giao duc tieu hoc")),
    role("cv.mn", "Đỗ Thị Mẫu Năm", "Chuyên viên", (roles::OFFICER, "phong giao duc mam non")),
    role("tp.mn", "Vũ Thị Mẫu Sáu", "Trưởng phòng", (roles::UNIT_HEAD, "phong giao duc mam non")),
    role("cv.trh", "Bùi Văn Mẫu Bảy", "Chuyên viên", (roles::OFFICER, "phong giao duc trung hoc")),
    role("tp.trh", "Hoàng Văn Mẫu Tám", "Trưởng phòng", (roles::UNIT_HEAD, "phong giao duc trung hoc")),
    role("cv.gdtx", "Ngô Thị Mẫu Chín", "Chuyên viên", (roles::OFFICER, "phong giao duc thuong xuyen")),
    role("tp.gdtx", "Đặng Văn Mẫu Mười", "Trưởng phòng", (roles::UNIT_HEAD, "phong giao duc thuong xuyen")),
    role("cv.qlcl", "Phan Văn Mẫu Mười Một", "Chuyên viên", (roles::OFFICER, "phong quan ly chat luong")),
    role("tp.qlcl", "Đinh Thị Mẫu Mười Hai", "Trưởng phòng", (roles::UNIT_HEAD, "phong quan ly chat luong")),
    role("cv.vp", "Mai Thị Mẫu Mười Ba", "Chuyên viên", (roles::OFFICER, "van phong so")),
    role("tp.vp", "Lưu Văn Mẫu Mười Bốn", "Chánh Văn phòng", (roles::UNIT_HEAD, "van phong so")),
    role("lanhdao", "Trịnh Văn Mẫu Mười Lăm", "Phó Giám đốc Sở", (roles::LEADER, "lanh dao so")),
    role("vanthu", "Cao Thị Mẫu Mười Sáu", "Văn thư", (roles::REGISTRY, "van phong so")),
    role("kiemsoat", "Tạ Văn Mẫu Mười Bảy", "Chuyên viên kiểm soát TTHC", (roles::CONTROL, "van phong so")),
    role("thanhtra", "Đoàn Thị Mẫu Mười Tám", "Thanh tra viên", (roles::PETITIONS, "thanh tra")),
    role("quantri", "Hà Văn Mẫu Mười Chín", "Quản trị hệ thống", (roles::ADMIN, "van phong so")),
    role("cv.th2", "Tô Văn Mẫu Hai Mươi", "Chuyên viên", (roles::OFFICER, "phong giao duc tieu hoc")),
];

/// Makes the accounts in the department of education of the day; returns the department.
pub async fn hire(app: &App) -> Result<Uuid, Failure> {
    let day = kernel::time::local(app.now()).date();
    let units = people::units(app, day).await?;
    let folded = |u: &people::Unit| kernel::text::fold(&u.name);
    let department = units.iter().find(|u| u.kind == UnitKind::Agency && folded(u).starts_with("so giao duc"));
    let agency = department.ok_or_else(|| Failure::missing("Không có Sở Giáo dục và Đào tạo trong cơ cấu tổ chức"))?.id;
    let place =
        |part: &str| units.iter().find(|u| u.agency == agency && folded(u).contains(part)).map_or(agency, |u| u.id);
    let account = |r: &'static Role| NewAccount {
        login: r.login,
        name: r.name,
        password: PASSWORD,
        post: r.post,
        unit: place(r.unit),
        role: r.role,
    };
    let all: Vec<NewAccount<'_>> = CAST.iter().map(account).collect();
    people::create_accounts(app, &By::default(), &all).await?;
    Ok(agency)
}
