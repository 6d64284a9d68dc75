//! What typst may see while it draws a paper: the committed template, the four fonts compiled
//! into this crate, and the files of that one paper. No disk, no network, no date of today.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

const TEMPLATE: &str = include_str!("../../templates/template.typ");
const FACES: [&[u8]; 4] = [
    include_bytes!("../../fonts/LiberationSerif-Regular.ttf"),
    include_bytes!("../../fonts/LiberationSerif-Bold.ttf"),
    include_bytes!("../../fonts/LiberationSerif-Italic.ttf"),
    include_bytes!("../../fonts/LiberationSerif-BoldItalic.ttf"),
];

/// What every paper shares, made once.
struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let fonts: Vec<Font> = FACES.iter().flat_map(|face| Font::iter(Bytes::new(*face))).collect();
        let book = FontBook::from_infos(fonts.iter().map(|font| font.info().clone()));
        Shared { library: LazyHash::new(Library::default()), book: LazyHash::new(book), fonts }
    })
}

/// Whether every face can print the letter.
pub(super) fn can_print(letter: char) -> bool {
    shared().fonts.iter().all(|font| font.info().coverage.contains(u32::from(letter)))
}

/// One paper's files behind typst's view of the world.
pub(super) struct PaperWorld {
    template: Source,
    files: BTreeMap<String, Bytes>,
}

impl PaperWorld {
    /// `files` are named by absolute path, e.g. `/paper.json`.
    pub(super) fn new(files: BTreeMap<String, Vec<u8>>) -> Result<Self, String> {
        let path = VirtualPath::new("/template.typ").map_err(|e| format!("{e:?}"))?;
        let id = RootedPath::new(VirtualRoot::Project, path).intern();
        let files = files.into_iter().map(|(name, bytes)| (name, Bytes::new(bytes))).collect();
        Ok(Self { template: Source::new(id, TEMPLATE.to_owned()), files })
    }
}

impl World for PaperWorld {
    fn library(&self) -> &LazyHash<Library> {
        &shared().library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &shared().book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let name = id.get().vpath().get_with_slash();
        self.files.get(name).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        shared().fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
