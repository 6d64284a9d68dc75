//! The outreach of the demo: news in every status, campaigns with evidence, trainings with a test and certificates, dialogues with
//! questions, commendation and misconduct, all through the real actions under the demo's clock. All of it is synthetic and says so.

use ::outreach::actions::{self, Typed};
use ::outreach::dialogues::{self, Asked, Asking};
use ::outreach::trainings::{self, Kind};
use ::outreach::{campaigns, conduct, law as outreach_law, record};
use documents::StoredFile;
use forms::Answers;
use jiff::civil::Date;
use kernel::time::{Timestamp, from_local, from_micros, local, micros};
use output::document::Document;
use output::paper::{Meta, pdf};
use people::roles;
use platform::app::SetClock;
use platform::web::Failure;
use platform::{Actor, App};
use uuid::Uuid;

const DAY: i64 = 86_400_000_000;

/// Days ago it was begun, how far it came, title, summary, text, codes.
const NEWS: [(i64, Came, &str, &str, &str, &str); 4] = [
    (
        30,
        Came::Published,
        "Hướng dẫn nộp hồ sơ chuyển trường (bài mẫu)",
        "Cách chuẩn bị và nộp hồ sơ chuyển trường trực tuyến, không phải đến trụ sở.",
        "# Chuẩn bị\n- Xem thành phần hồ sơ trong trang của thủ tục.\n- Chụp hoặc quét giấy tờ cho rõ chữ.\n\n# Nộp hồ sơ\nMở [trang tìm thủ tục](/thu-tuc), chọn thủ tục rồi bấm nộp trực tuyến. Mã hồ sơ dùng để [theo dõi](/theo-doi).\n\nĐây là nội dung mô phỏng để giới thiệu phần mềm.",
        "1.005099",
    ),
    (
        12,
        Came::Published,
        "Theo dõi hồ sơ bằng mã số (bài mẫu)",
        "Mỗi hồ sơ có một mã số; ông/bà xem được hồ sơ đang ở bước nào và ngày hẹn trả.",
        "Nhập mã số trên giấy tiếp nhận vào [trang theo dõi](/theo-doi).\n\nĐây là nội dung mô phỏng để giới thiệu phần mềm.",
        "",
    ),
    (
        3,
        Came::Waiting,
        "Góp ý về thủ tục hành chính (bài mẫu)",
        "Nơi tiếp nhận phản ánh, kiến nghị về quy định hành chính.",
        "Nội dung mô phỏng đang chờ duyệt đăng.",
        "",
    ),
    (1, Came::Written, "Lịch tiếp nhận hồ sơ tuần tới (bài mẫu)", "", "Nội dung mô phỏng đang soạn.", ""),
];

#[derive(Clone, Copy, PartialEq)]
enum Came {
    Written,
    Waiting,
    Published,
}

/// Who holds a role, the one whose name or unit has these words without marks.
async fn person(app: &App, agency: Uuid, (role, words): (&str, &str)) -> Result<Actor, Failure> {
    for p in people::holders(app, agency, role).await? {
        let actor = people::actor_for(app, p.account).await?;
        if [&actor.name, &actor.unit_name].into_iter().any(|t| kernel::text::fold(t).contains(words)) {
            return Ok(actor);
        }
    }
    Err(Failure::Internal(format!("the demo has no {role} in {words}")))
}

/// Plays all of them.
pub async fn play(app: &App, (agency, now): (Uuid, Timestamp)) -> Result<(), Failure> {
    let people = People {
        officer: person(app, agency, (roles::OFFICER, "giao duc tieu hoc")).await?,
        control: person(app, agency, (roles::CONTROL, "van phong")).await?,
        head: person(app, agency, (roles::UNIT_HEAD, "giao duc tieu hoc")).await?,
        leader: person(app, agency, (roles::LEADER, "lanh dao")).await?,
        clerk: person(app, agency, (roles::CLERK, "mau mot")).await?,
    };
    let stage = Stage { app: app.clone(), now, who: people };
    stage.news().await?;
    stage.campaigns().await?;
    stage.trainings().await?;
    stage.dialogues().await?;
    stage.conduct().await
}

/// Everybody the stories need.
struct People {
    officer: Actor,
    control: Actor,
    head: Actor,
    leader: Actor,
    clerk: Actor,
}

struct Stage {
    app: App,
    now: Timestamp,
    who: People,
}

impl Stage {
    /// The application so many days before the present.
    fn ago(&self, days: i64) -> App {
        self.app.at(SetClock::new(from_micros(micros(self.now) - days * DAY)))
    }

    /// The day so many days before the present; after it when negative.
    fn day(&self, days: i64) -> Date {
        local(from_micros(micros(self.now) - days * DAY)).date()
    }

    /// A paper that stands for a photo or a document.
    async fn file(&self, name: &str, text: &str) -> Result<StoredFile, Failure> {
        let paper = Document::new("Tài liệu mô phỏng").title("TÀI LIỆU MÔ PHỎNG").paragraph(text).build();
        let meta = Meta { title: text.to_owned(), author: "motcua".into(), created: local(self.now) };
        let bytes = pdf(&paper, &meta).map_err(|e| Failure::Internal(e.to_string()))?;
        let digest = self.app.files().put(&bytes).await?;
        Ok(StoredFile { digest, name: name.into(), mime: "application/pdf".into(), size: bytes.len() as u64 })
    }

    async fn news(&self) -> Result<(), Failure> {
        for (days, stage, title, summary, text, codes) in NEWS {
            let then = self.ago(days);
            let article = actions::begin(&then, &self.who.officer, Typed { title, summary, text, codes }).await?;
            if stage != Came::Written {
                actions::hand_in(&then, &self.who.officer, (article.id, None)).await?;
            }
            if stage == Came::Published {
                actions::publish(&then, &self.who.control, (article.id, None)).await?;
            }
        }
        Ok(())
    }

    async fn campaigns(&self) -> Result<(), Failure> {
        for (starts, ends, title, done) in [
            (60, 35, "Tuyên truyền cơ chế một cửa trong cơ quan (mô phỏng)", true),
            (10, -20, "Truyền thông nộp hồ sơ trực tuyến (mô phỏng)", false),
        ] {
            let brief = campaigns::Brief {
                title: title.into(),
                purpose: "Phổ biến quy định về kiểm soát TTHC, lợi ích của nộp hồ sơ trực tuyến. Nội dung mô phỏng."
                    .into(),
                audience: "Cán bộ, công chức và phụ huynh học sinh".into(),
                starts: self.day(starts),
                ends: self.day(ends),
            };
            let c = campaigns::begin(&self.ago(starts), &self.who.control, brief).await?;
            for (after, place, channel, content, reach) in [
                (2, "Hội trường Sở", "meeting", "Sinh hoạt chuyên đề về kiểm soát TTHC", 85),
                (5, "Bộ phận Một cửa", "leaflet", "Phát tờ rơi hướng dẫn nộp hồ sơ trực tuyến", 320),
                (7, "Cổng thông tin của Sở", "portal", "Đăng bài hướng dẫn tra cứu hồ sơ", 1_460),
            ] {
                let activity = campaigns::Activity {
                    id: self.app.new_id(),
                    on: self.day(starts - after),
                    place: place.into(),
                    channel: channel.into(),
                    content: content.into(),
                    reach,
                    files: vec![self.file("minh-chung.pdf", content).await?],
                    by: self.who.control.account,
                };
                let work = campaigns::Work::Add(activity);
                campaigns::work(&self.ago(starts - after), &self.who.control, (c.id, None), work).await?;
            }
            if done {
                let work =
                    campaigns::Work::Finish("Cán bộ nắm được quy trình; tỷ lệ hỏi lại giảm. Kết quả mô phỏng.".into());
                campaigns::work(&self.ago(ends), &self.who.control, (c.id, None), work).await?;
            }
        }
        Ok(())
    }

    /// A training begun and announced by the control officer to every unit of the agency; two people register.
    async fn training(&self, (days, kind): (i64, Kind), (title, organiser): (&str, &str)) -> Result<Uuid, Failure> {
        let (then, control) = (self.ago(days + 15), &self.who.control);
        let brief = trainings::Brief {
            kind,
            title: title.into(),
            content: "Nghiệp vụ kiểm soát TTHC, giải quyết hồ sơ theo cơ chế một cửa. Nội dung mô phỏng.".into(),
            organiser: organiser.into(),
            starts: self.day(days),
            until: None,
            seats: 0,
        };
        let t = trainings::begin(&then, control, brief).await?;
        for (hours, topic) in [("08:00–11:30", "Quy định và trách nhiệm"), ("13:30–16:30", "Thực hành trên hệ thống")]
        {
            let session = trainings::Session {
                id: self.app.new_id(),
                on: self.day(days),
                hours: hours.into(),
                place: "Hội trường Sở".into(),
                topic: topic.into(),
                speaker: "Báo cáo viên mẫu".into(),
            };
            trainings::work(&then, control, (t.id, None), trainings::Work::AddSession(session)).await?;
        }
        let day = local(then.now()).date();
        let mut units = people::units(&then, day).await?;
        units.retain(|u| u.path.starts_with(&control.agency_path) && u.id != control.agency);
        let invited = units.into_iter().map(|u| trainings::Invited { unit: u.id, name: u.name }).collect();
        trainings::work(&then, control, (t.id, None), trainings::Work::Invite(invited)).await?;
        let law = outreach_law(&then)?;
        if let Some((_, text)) = law.tests.first().filter(|_| kind == Kind::Own) {
            let work = trainings::Work::SetTest(text.clone(), law.training().pass_percent);
            trainings::work(&then, control, (t.id, None), work).await?;
        }
        let file = self.file("bai-giang.pdf", "Bài giảng nghiệp vụ kiểm soát TTHC").await?;
        trainings::work(&then, control, (t.id, None), trainings::Work::Materials(vec![file])).await?;
        trainings::work(&then, control, (t.id, None), trainings::Work::Announce).await?;
        for one in [&self.who.officer, &self.who.clerk, &self.who.head] {
            trainings::enrol(&then, one, t.id, &[one.account]).await?;
        }
        Ok(t.id)
    }

    async fn trainings(&self) -> Result<(), Failure> {
        let titles = [
            (40, Kind::Own, "Tập huấn nghiệp vụ một cửa (mô phỏng)", ""),
            (25, Kind::Attended, "Lớp bồi dưỡng kiểm soát TTHC của tỉnh (mô phỏng)", "Văn phòng UBND tỉnh"),
            (18, Kind::Exchange, "Học tập kinh nghiệm niêm yết bằng mã QR (mô phỏng)", "Đơn vị bạn"),
        ];
        for (days, kind, title, organiser) in titles {
            let id = self.training((days, kind), (title, organiser)).await?;
            let (then, control) = (self.ago(days - 1), &self.who.control);
            let (_, t) = record::load::<trainings::Training>(&then, id).await?;
            let here = |p: &trainings::Participant| t.sessions.iter().map(|s| (p.account, s.id)).collect::<Vec<_>>();
            let marks = t.participants.iter().flat_map(here).collect();
            trainings::work(&then, control, (id, None), trainings::Work::Attendance(marks)).await?;
            if kind == Kind::Own {
                self.sit(&then, id).await?;
            }
            let result = "Người dự nắm được nghiệp vụ; đề nghị tổ chức định kỳ. Kết quả mô phỏng.";
            trainings::work(&then, control, (id, None), trainings::Work::Finish(result.into())).await?;
            if kind == Kind::Own {
                trainings::certify_all(&then, control, id).await?;
            }
        }
        self.training((-12, Kind::Own), ("Tập huấn quy trình điện tử (mô phỏng)", "")).await.map(drop)
    }

    /// Two of three pass the test; the third has not sat it.
    async fn sit(&self, then: &App, id: Uuid) -> Result<(), Failure> {
        let mut answers = Answers::default();
        for (question, right) in [("q1", "c2"), ("q2", "c1"), ("q3", "c2"), ("q4", "c1")] {
            answers.set(question, right);
        }
        for one in [&self.who.officer, &self.who.clerk] {
            trainings::answer(then, one, id, &answers).await?;
        }
        Ok(())
    }

    async fn dialogues(&self) -> Result<(), Failure> {
        for (days, title) in
            [(20, "Đối thoại về thủ tục chuyển trường (mô phỏng)"), (-9, "Đối thoại về tuyển sinh (mô phỏng)")]
        {
            let then = self.ago(days + 14);
            let brief = dialogues::Brief {
                title: title.into(),
                about: "Lắng nghe khó khăn khi làm thủ tục về giáo dục và đào tạo. Nội dung mô phỏng.".into(),
                place: "Hội trường Sở và trực tuyến".into(),
                at: from_local(self.day(days).at(8, 30, 0, 0)),
                until: self.day(days + 2),
                chair: "Lãnh đạo Sở (mô phỏng)".into(),
            };
            let d = dialogues::begin(&then, &self.who.officer, brief).await?;
            dialogues::work(&then, &self.who.officer, (d.id, None), dialogues::Work::HandIn).await?;
            dialogues::work(&then, &self.who.control, (d.id, None), dialogues::Work::Publish).await?;
            let mut asked = vec![];
            for (asker, text) in [
                ("Người dân mẫu A", "Nộp hồ sơ trực tuyến rồi có phải nộp bản giấy không?"),
                ("Trường mẫu B", "Có thể gửi danh sách nhiều học sinh một lần không?"),
            ] {
                let one = Asked { asker: asker.into(), contact: String::new(), named: true, text: text.into() };
                asked.push(dialogues::ask(&then, None, d.id, one).await?.id);
            }
            if days > 0 {
                self.held(days, (d.id, &asked)).await?;
            }
        }
        Ok(())
    }

    async fn held(&self, days: i64, (id, asked): (Uuid, &[Uuid])) -> Result<(), Failure> {
        let (then, officer) = (self.ago(days - 1), &self.who.officer);
        for question in asked {
            let text = "Không phải nộp bản giấy khi tệp đã được ký số hoặc chứng thực điện tử. Trả lời mô phỏng.";
            dialogues::answer(&then, officer, (id, *question), (Asking::Answered, text)).await?;
        }
        let files = vec![self.file("anh-doi-thoai.pdf", "Ảnh buổi đối thoại").await?];
        let text = "Buổi đối thoại có 42 người dự. Kết luận: hướng dẫn lại trên trang thủ tục. Biên bản mô phỏng.";
        dialogues::work(&then, officer, (id, None), dialogues::Work::Minutes(text.into(), files)).await?;
        dialogues::work(&then, officer, (id, None), dialogues::Work::HandIn).await?;
        dialogues::work(&then, &self.who.control, (id, None), dialogues::Work::Publish).await.map(drop)
    }

    async fn conduct(&self) -> Result<(), Failure> {
        let (head, leader) = (&self.who.head, &self.who.leader);
        let staff = people::staff_of(&self.app, head.unit).await?;
        let person = staff.iter().map(|p| p.account).find(|a| *a != head.account);
        for (days, kind, ground, content, form) in [
            // Posts of the demo begin today, so records are made today about days before.
            (30, conduct::Kind::Merit, "praise", "Trả kết quả trước hạn cả quý. Nội dung mô phỏng.", Some("Giấy khen")),
            (6, conduct::Kind::Fault, "delay", "Yêu cầu thêm giấy tờ mà không có văn bản. Nội dung mô phỏng.", None),
        ] {
            let typed = conduct::Typed {
                unit: head.unit,
                person,
                kind,
                ground: ground.into(),
                on: self.day(days),
                content: content.into(),
                cases: String::new(),
                files: vec![self.file("bao-cao.pdf", content).await?],
            };
            let c = conduct::propose(&self.app, head, typed).await?;
            if let Some(form) = form {
                let work = conduct::Work::Decide("MP-01/QĐ".into(), self.day(days - 2), form.into());
                conduct::work(&self.app, leader, (c.id, None), work).await?;
            }
        }
        Ok(())
    }
}
