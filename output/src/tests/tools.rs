//! Programs outside this crate that read our files; a test fails when one is not installed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A file that disappears with the test.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(name: &str, bytes: &[u8]) -> Self {
        let thread = format!("{:?}", std::thread::current().id()).replace(['(', ')'], "");
        let path = std::env::temp_dir().join(format!("motcua-{}-{thread}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Runs a program and gives what it printed.
pub fn run(program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("install {program} to run this test: {e}"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    assert!(output.status.success(), "{program} failed");
    output.stdout
}

/// The text of a PDF as poppler extracts it, in reading order.
pub fn pdf_text(pdf: &[u8]) -> String {
    String::from_utf8(run("pdftotext", &["-enc", "UTF-8", "-", "-"], pdf)).unwrap()
}

pub fn pdf_pages(pdf: &[u8]) -> usize {
    let info = String::from_utf8(run("pdfinfo", &["-"], pdf)).unwrap();
    let line = info.lines().find(|l| l.starts_with("Pages:")).unwrap();
    line["Pages:".len()..].trim().parse().unwrap()
}

/// What zbar reads on an image file.
pub fn scan(image: &Path) -> String {
    let read = run("zbarimg", &["-q", "--raw", "-Sdisable", "-Sqrcode.enable", image.to_str().unwrap()], b"");
    String::from_utf8(read).unwrap().trim_end().to_owned()
}

/// Words with every run of white space and invisible break taken out.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{c}')).collect()
}
