//! Files by content: a blob is stored under its SHA-256, so the same content is stored once and cannot change unseen.
//! A blob is on disk, synced, before any row claims it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

/// The largest file taken in, in bytes.
pub const LIMIT: usize = 20 * 1024 * 1024;

/// Two uploads of one content at a time write to files of their own.
static PARTS: AtomicU64 = AtomicU64::new(0);

/// What can go wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("the storage is full")]
    Full,
    #[error("the file is not there: {0}")]
    Missing(String),
    #[error("the stored file is damaged: {0}")]
    Damaged(String),
    #[error("files: {0}")]
    Io(String),
}

impl From<std::io::Error> for FileError {
    fn from(e: std::io::Error) -> FileError {
        match e.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => FileError::Full,
            std::io::ErrorKind::NotFound => FileError::Missing(e.to_string()),
            _ => FileError::Io(e.to_string()),
        }
    }
}

/// A folder of blobs.
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    pub fn open(root: impl Into<PathBuf>) -> Result<Files, FileError> {
        let root = root.into();
        std::fs::create_dir_all(&root)?;
        Ok(Files { root })
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.root.join(digest.get(..2).unwrap_or("xx")).join(digest)
    }

    /// Stores a blob and returns its SHA-256 in hex. Storing the same content again changes nothing.
    pub async fn put(&self, bytes: &[u8]) -> Result<String, FileError> {
        let digest = HEXLOWER.encode(&Sha256::digest(bytes));
        let path = self.path(&digest);
        if tokio::fs::try_exists(&path).await? {
            return Ok(digest);
        }
        let folder = path.parent().map_or_else(|| self.root.clone(), PathBuf::from);
        tokio::fs::create_dir_all(&folder).await?;
        let part = folder.join(format!("{digest}.{}.{}.part", std::process::id(), PARTS.fetch_add(1, Relaxed)));
        let mut file = tokio::fs::File::create(&part).await?;
        let written = async {
            file.write_all(bytes).await?;
            file.sync_all().await
        };
        if let Err(e) = written.await {
            tokio::fs::remove_file(&part).await.ok();
            return Err(e.into());
        }
        tokio::fs::rename(&part, &path).await?;
        tokio::fs::File::open(&folder).await?.sync_all().await?;
        Ok(digest)
    }

    /// Reads a blob and checks it against its name.
    pub async fn get(&self, digest: &str) -> Result<Vec<u8>, FileError> {
        if digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(FileError::Missing(digest.to_owned()));
        }
        let bytes = tokio::fs::read(self.path(digest)).await?;
        if HEXLOWER.encode(&Sha256::digest(&bytes)) != digest {
            return Err(FileError::Damaged(digest.to_owned()));
        }
        Ok(bytes)
    }
}
