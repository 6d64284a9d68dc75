//! Files: stored under their content once, checked when read, and names from outside lead nowhere.

use crate::files::{FileError, Files};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_content_is_one_file_however_many_bring_it() {
    let folder = crate::testing::folder().unwrap();
    let files = Files::open(&folder).unwrap();
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let files = files.clone();
        all.spawn(async move { files.put(b"giay khai sinh").await.unwrap() });
    }
    let mut names = std::collections::BTreeSet::new();
    while let Some(name) = all.join_next().await {
        names.insert(name.unwrap());
    }
    assert_eq!(names.len(), 1);
    let name = names.into_iter().next().unwrap();
    assert_eq!(files.get(&name).await.unwrap(), b"giay khai sinh");
    let stored = std::fs::read_dir(folder.join(&name[..2])).unwrap().count();
    assert_eq!(stored, 1, "no part is left behind");
}

#[tokio::test]
async fn a_damaged_or_missing_file_is_told_and_a_path_is_no_name() {
    let folder = crate::testing::folder().unwrap();
    let files = Files::open(&folder).unwrap();
    let name = files.put(b"quyet dinh").await.unwrap();
    std::fs::write(folder.join(&name[..2]).join(&name), b"quyet dinh khac").unwrap();
    assert!(matches!(files.get(&name).await, Err(FileError::Damaged(_))));
    std::fs::write(folder.join("secret"), b"x").unwrap();
    for wrong in ["", "../secret", "secret", &"0".repeat(64), &"/".repeat(64)] {
        assert!(matches!(files.get(wrong).await, Err(FileError::Missing(_))), "{wrong}");
    }
}

#[test]
fn a_full_disk_is_told_as_such() {
    let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
    assert!(matches!(FileError::from(full), FileError::Full));
    let failure = crate::web::Failure::from(FileError::Full);
    assert_eq!(failure.status(), axum::http::StatusCode::INSUFFICIENT_STORAGE);
}
