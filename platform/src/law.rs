//! The rules of law as files: `law/` of the source tree is built in; a folder given at start may override or add files.
//! Modules parse what is theirs and keep it with [`crate::App::cached`].

use std::collections::BTreeMap;
use std::path::Path;

static BUILT_IN: include_dir::Dir<'_> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/../law");

/// All law files by path relative to `law/` ("calendars/vn-2024.toml").
#[derive(Debug, Clone, Default)]
pub struct LawFiles(BTreeMap<String, String>);

fn collect(dir: &include_dir::Dir<'_>, into: &mut BTreeMap<String, String>) {
    for f in dir.files() {
        if let Some(text) = f.contents_utf8() {
            into.insert(f.path().display().to_string(), text.to_owned());
        }
    }
    for d in dir.dirs() {
        collect(d, into);
    }
}

fn overlay(root: &Path, dir: &Path, into: &mut BTreeMap<String, String>) -> std::io::Result<()> {
    for item in std::fs::read_dir(dir)? {
        let path = item?.path();
        if path.is_dir() {
            overlay(root, &path, into)?;
        } else if let (Ok(name), Ok(text)) = (path.strip_prefix(root), std::fs::read_to_string(&path)) {
            into.insert(name.display().to_string(), text);
        }
    }
    Ok(())
}

impl LawFiles {
    /// The files built in.
    pub fn built_in() -> LawFiles {
        let mut files = BTreeMap::new();
        collect(&BUILT_IN, &mut files);
        LawFiles(files)
    }

    /// The built-in files with those of a folder over them.
    pub fn with_folder(folder: &Path) -> std::io::Result<LawFiles> {
        let LawFiles(mut files) = LawFiles::built_in();
        overlay(folder, folder, &mut files)?;
        Ok(LawFiles(files))
    }

    /// One file's text.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// The files under a folder, in order of path.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        self.0.iter().filter(move |(p, _)| p.starts_with(folder)).map(|(p, t)| (p.as_str(), t.as_str()))
    }
}
