//! Rules of shape that hold before any run: where flows may begin and end, and one beginning for each scope.

use super::Builder;
use crate::model::{NodeKind, Trigger};

/// Looks the whole definition over, and finds where each sub-process begins.
pub fn examine(b: &mut Builder<'_>) {
    (0..b.nodes.len()).for_each(|index| only_bare_flow(b, index));
    for index in 0..b.nodes.len() {
        if let Some(reason) = ends(b, index).or_else(|| choices(b, index)) {
            b.problems.push(b.nodes[index].problem(reason));
        }
    }
    let scopes = (0..b.nodes.len()).filter(|i| matches!(b.nodes[*i].kind, NodeKind::Sub { .. }));
    for scope in scopes.collect::<Vec<_>>() {
        inner(b, scope);
    }
    root(b);
}

/// A single flow without condition beside others is what people mean by the default one.
fn only_bare_flow(b: &mut Builder<'_>, index: usize) {
    let n = &b.nodes[index];
    let mut bare = n.outgoing.iter().copied().filter(|f| b.flows[*f].condition.is_none());
    let lone = (bare.next(), bare.next());
    if let (NodeKind::Exclusive, None, (Some(flow), None)) = (&n.kind, n.default, lone)
        && n.outgoing.len() > 1
    {
        b.nodes[index].default = Some(flow);
    }
}

fn ends(b: &Builder<'_>, index: usize) -> Option<&'static str> {
    let n = &b.nodes[index];
    let (comes, goes) = (!n.incoming.is_empty(), !n.outgoing.is_empty());
    match &n.kind {
        NodeKind::Start(_) if comes => Some("Sự kiện bắt đầu không được có đường đi vào. Bỏ đường nối đó."),
        NodeKind::Start(Trigger::Signal(_) | Trigger::None | Trigger::Timer(_) | Trigger::Message(_)) if goes => None,
        NodeKind::End(_) if goes => Some("Sự kiện kết thúc không được có đường đi ra. Bỏ đường nối đó."),
        NodeKind::End(_) if comes => None,
        NodeKind::Boundary { .. } if comes => Some("Sự kiện biên không được có đường đi vào. Bỏ đường nối đó."),
        NodeKind::Boundary { .. } if goes => None,
        NodeKind::Start(_) | NodeKind::Boundary { .. } => Some("Sự kiện không có đường đi ra. Nối tới bước sau."),
        _ if !comes => Some("Không đường nào dẫn tới phần tử này. Nối từ bước trước hoặc xóa phần tử."),
        _ if !goes => Some("Phần tử không có đường đi ra. Nối tới bước sau hoặc tới sự kiện kết thúc."),
        _ => None,
    }
}

fn choices(b: &Builder<'_>, index: usize) -> Option<&'static str> {
    let n = &b.nodes[index];
    let bare = |f: &usize| b.flows[*f].condition.is_none() && Some(*f) != n.default;
    match n.kind {
        NodeKind::Exclusive | NodeKind::Inclusive if n.outgoing.len() > 1 && n.outgoing.iter().any(bare) => Some(
            "Có nhánh ra vừa không có điều kiện vừa không phải nhánh mặc định. Ghi điều kiện hoặc đánh dấu mặc định.",
        ),
        NodeKind::Parallel if n.outgoing.iter().any(|f| b.flows[*f].condition.is_some()) => {
            Some("Cổng song song không xét điều kiện. Bỏ điều kiện hoặc dùng cổng bao hàm.")
        }
        NodeKind::EventBased => {
            let catch = |f: &usize| {
                let to = &b.nodes[b.flows[*f].to];
                matches!(to.kind, NodeKind::Catch(_)) && to.incoming.len() == 1
            };
            let reason =
                "Sau cổng chờ sự kiện phải là các sự kiện chờ, mỗi sự kiện chỉ có một đường vào. Sửa lại các nhánh.";
            (n.outgoing.len() < 2 || !n.outgoing.iter().all(catch)).then_some(reason)
        }
        _ => None,
    }
}

fn starts(b: &Builder<'_>, scope: Option<usize>) -> Vec<usize> {
    let all = b.nodes.iter().enumerate();
    all.filter(|(_, n)| n.scope == scope && matches!(n.kind, NodeKind::Start(_))).map(|(i, _)| i).collect()
}

fn inner(b: &mut Builder<'_>, scope: usize) {
    match starts(b, Some(scope)).as_slice() {
        [one] if b.nodes[*one].kind == NodeKind::Start(Trigger::None) => {
            b.nodes[scope].kind = NodeKind::Sub { start: *one };
        }
        _ => {
            let reason = "Quy trình con phải có đúng một sự kiện bắt đầu thường. Thêm hoặc bớt sự kiện bắt đầu.";
            b.problems.push(b.nodes[scope].problem(reason));
        }
    }
}

fn root(b: &mut Builder<'_>) {
    let found = starts(b, None);
    let plain = found.iter().filter(|i| b.nodes[**i].kind == NodeKind::Start(Trigger::None)).count();
    if found.is_empty() {
        b.problems.push(crate::xml::wrong(1, "Quy trình chưa có sự kiện bắt đầu. Thêm một sự kiện bắt đầu."));
    }
    if plain > 1 {
        let reason = "Quy trình có nhiều sự kiện bắt đầu thường. Chỉ giữ một.";
        b.problems.push(b.nodes[found[1]].problem(reason));
    }
}
