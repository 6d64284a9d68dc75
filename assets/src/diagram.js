// Draws a process where the page has room for it: to look at, or to change when the page has a form for it.
// The text comes from an address (data-source) or from the form; the form gets it back when it is sent.
const words = {
  vi: {
    "Activate hand tool": "Di chuyển trang vẽ", "Activate lasso tool": "Chọn vùng", "Activate create/remove space tool": "Thêm, bớt khoảng trống",
    "Activate global connect tool": "Nối hai phần tử", "Create start event": "Thêm sự kiện bắt đầu", "Create intermediate/boundary event": "Thêm sự kiện trung gian",
    "Create end event": "Thêm sự kiện kết thúc", "Create gateway": "Thêm cổng rẽ nhánh", "Create task": "Thêm bước", "Create expanded sub-process": "Thêm quy trình con",
    "Create data object reference": "Thêm đối tượng dữ liệu", "Create data store reference": "Thêm kho dữ liệu", "Create pool/participant": "Thêm bể tham gia",
    "Create group": "Thêm nhóm", "Append end event": "Nối sự kiện kết thúc", "Append gateway": "Nối cổng rẽ nhánh", "Append task": "Nối bước",
    "Append intermediate/boundary event": "Nối sự kiện trung gian", "Add text annotation": "Thêm chú thích", "Change element": "Đổi loại phần tử",
    "Change type": "Đổi loại", "Connect to other element": "Nối với phần tử khác", "Connect using association": "Nối bằng liên kết", "Delete": "Xóa", "Remove": "Bỏ",
    "User task": "Bước do người làm", "Manual task": "Bước làm tay", "Service task": "Bước do hệ thống làm", "Business rule task": "Bước theo bảng quyết định",
    "Exclusive gateway": "Cổng chọn một nhánh", "Parallel gateway": "Cổng song song", "Inclusive gateway": "Cổng chọn nhiều nhánh", "Event-based gateway": "Cổng theo sự kiện",
    "Start event": "Sự kiện bắt đầu", "End event": "Sự kiện kết thúc", "Task": "Bước", "Conditional flow": "Nhánh có điều kiện", "Default flow": "Nhánh mặc định",
    "Sequence flow": "Luồng nối", "Sub-process (collapsed)": "Quy trình con (thu gọn)", "Sub-process (expanded)": "Quy trình con (mở rộng)", "Call activity": "Gọi quy trình khác",
    "Set color": "Đổi màu", "Search": "Tìm", "Align elements": "Căn hàng",
  },
};

// What stands where: a colour on the element and a few words beside it. The table under the drawing says the same.
function mark(drawing, marks) {
  const known = drawing.get("elementRegistry");
  for (const { element, kind, text } of marks.filter((m) => known.get(m.element))) {
    drawing.get("canvas").addMarker(element, `mc-mark-${kind}`);
    const html = document.createElement("span");
    html.className = "mc-mark";
    html.textContent = text;
    if (text) drawing.get("overlays").add(element, { position: { bottom: 4, left: 0 }, html });
  }
}

async function draw(box) {
  const form = document.querySelector("[data-diagram-form]");
  const field = form?.querySelector("textarea[name=bpmn]");
  const dictionary = words[box.dataset.lang] ?? {};
  const translate = (text, values) => (dictionary[text] ?? text).replace(/{([^}]+)}/g, (_, key) => values?.[key] ?? `{${key}}`);
  const drawing = new window.BpmnJS({ container: box, additionalModules: [{ translate: ["value", translate] }] });
  const text = box.dataset.source ? await (await fetch(box.dataset.source)).text() : field.value;
  await drawing.importXML(text);
  drawing.get("canvas").zoom("fit-viewport", "auto");
  mark(drawing, JSON.parse(box.dataset.marks ?? "[]"));
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    field.value = (await drawing.saveXML({ format: true })).xml;
    // Past the guard against double sending, which has counted this click already.
    form.submit();
  });
}

const box = document.querySelector("[data-diagram]");
if (box) {
  draw(box).catch((error) => {
    console.error(error);
    box.hidden = true;
    document.querySelector("[data-diagram-state]")?.removeAttribute("hidden");
  });
}
