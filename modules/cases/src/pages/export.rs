//! Lists and registers as files, written page by page: memory stays flat however many cases there are. CSV leaves while it is
//! written; XLSX has to be whole first and waits in a file without a name.

use std::io::{Read, Seek, SeekFrom};

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use output::sheet::{Cell, Column, CsvWriter, XlsxWriter};
use platform::App;
use platform::web::Failure;

/// Rows of a table, some at a time; none after the last.
pub trait Rows: Send + 'static {
    fn next(&mut self) -> impl Future<Output = Result<Option<Vec<Vec<Cell>>>, Failure>> + Send;
}

/// What a file is called and what its columns are.
pub struct Head {
    /// Title of the sheet.
    pub title: String,
    /// Name of the file, without its ending.
    pub name: String,
    pub columns: Vec<Column>,
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CHUNK: usize = 64 * 1024;

fn wrong(e: impl ToString) -> Failure {
    Failure::Internal(e.to_string())
}

fn answer(body: Body, name: &str, mime: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, mime.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, body).into_response()
}

/// The table as CSV, sent while it is read.
pub async fn csv(head: Head, mut rows: impl Rows) -> Result<Response, Failure> {
    // The first rows are read before the answer begins, so that a failure is still told as one.
    let first = rows.next().await?;
    let columns = head.columns;
    let mut start = Vec::new();
    CsvWriter::new(&mut start, &columns).and_then(|w| w.finish().map(drop)).map_err(wrong)?;
    let state = (rows, columns, Some(Ok(first)), Some(start));
    let chunks = stream::unfold(state, |(mut rows, columns, ready, mut start)| async move {
        let next = match ready {
            Some(ready) => ready,
            None => rows.next().await,
        };
        let page = match next {
            Ok(Some(page)) => page,
            Ok(None) => return start.map(|bytes| (Ok(bytes), (rows, columns, Some(Ok(None)), None))),
            Err(e) => return Some((Err(std::io::Error::other(e.to_string())), (rows, columns, Some(Ok(None)), None))),
        };
        let bytes = lines(&columns, &page).map(|body| [start.take().unwrap_or_default(), body].concat());
        Some((bytes, (rows, columns, None, None)))
    });
    Ok(answer(Body::from_stream(chunks), &format!("{}.csv", head.name), "text/csv; charset=utf-8"))
}

/// Rows as CSV, without the head a file begins with.
fn lines(columns: &[Column], page: &[Vec<Cell>]) -> Result<Vec<u8>, std::io::Error> {
    let write = || -> Result<Vec<u8>, output::OutputError> {
        let mut head = Vec::new();
        CsvWriter::new(&mut head, columns)?.finish()?;
        let mut writer = CsvWriter::new(Vec::new(), columns)?;
        for row in page {
            writer.row(row)?;
        }
        Ok(writer.finish()?.0.split_off(head.len()))
    };
    write().map_err(|e| std::io::Error::other(e.to_string()))
}

/// The table as XLSX.
pub async fn xlsx(app: &App, head: Head, mut rows: impl Rows) -> Result<Response, Failure> {
    let created = kernel::time::local(app.now());
    let mut writer = XlsxWriter::new(&head.title, created, &head.columns).map_err(wrong)?;
    while let Some(page) = rows.next().await? {
        for row in page {
            writer.row(&row).map_err(wrong)?;
        }
    }
    let path = std::env::temp_dir().join(format!("motcua-{}.xlsx", app.new_id().simple()));
    let work = move || -> Result<std::fs::File, Failure> {
        let mut file =
            std::fs::OpenOptions::new().read(true).write(true).create_new(true).open(&path).map_err(wrong)?;
        // The open file outlives its name: nothing is left behind however the request ends.
        std::fs::remove_file(&path).map_err(wrong)?;
        writer.finish(&mut file).map_err(wrong)?;
        file.seek(SeekFrom::Start(0)).map_err(wrong)?;
        Ok(file)
    };
    let file = tokio::task::spawn_blocking(work).await.map_err(wrong)??;
    let chunks = stream::unfold(file, |mut file| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut chunk = vec![0; CHUNK];
            let n = file.read(&mut chunk);
            (n.map(|n| chunk[..n].to_vec()), file)
        });
        match read.await {
            Ok((Ok(chunk), _)) if chunk.is_empty() => None,
            Ok((chunk, file)) => Some((chunk, file)),
            Err(_) => None,
        }
    });
    Ok(answer(Body::from_stream(chunks), &format!("{}.xlsx", head.name), XLSX))
}
