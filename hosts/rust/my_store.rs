//! A small store of sessions, so that this file can be judged as it is. Put your own in its place.
//!
//! A session is a file of JSON lines. It is written beside the old one, forced to the disk, put in its place at once, and the directory is forced too: whoever
//! is killed, and whatever power takes, leaves the old file or the new one. The first line says which session it is, and what the rest has to add up to.

mod crashworthy_host;

use crashworthy_host::{quoted, Host, Json, NotDone, OnError, Result, State, Store};
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

struct MyStore {
    dir: PathBuf,
    on_error: OnError,
}

impl Store for MyStore {
    fn append(&mut self, session: &str, record: &str) -> Result<()> {
        let _lock = self.lock()?;
        let mut lines = self.lines(session)?.unwrap_or_default();
        lines.push(record.to_string());
        self.write(session, &lines)
    }

    fn rewrite(&mut self, session: &str, records: Vec<String>) -> Result<()> {
        let _lock = self.lock()?;
        // What cannot be read is not overwritten.
        self.lines(session)?;
        self.write(session, &records)
    }

    fn read(&mut self, session: &str) -> Result<Option<State>> {
        let records = self.lines(session)?;
        Ok(records.map(|records| State { records: Some(records), ..State::default() }))
    }

    fn list(&mut self) -> Result<Vec<String>> {
        let mut sessions = Vec::new();
        for entry in fs::read_dir(&self.dir)? {
            let path = entry?.path();
            if path.extension().map_or(true, |extension| extension != "jsonl") {
                continue;
            }
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap_or_default()).into_owned();
            let head = Json::parse(text.split('\n').next().unwrap_or("")).ok().and_then(|head| head.get("session"));
            match head.and_then(|session| session.as_string().ok()) {
                Some(session) => sessions.push(session),
                // Whose file it was nobody knows; the others are there.
                None => self.on_error.tell(None, &NotDone(format!("{} is damaged", path.display()))),
            }
        }
        Ok(sessions)
    }

    fn delete(&mut self, session: &str) -> Result<()> {
        let _lock = self.lock()?;
        match fs::remove_file(self.path(session)) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            done => done?,
        }
        // Also where there was nothing: somebody who was killed may have removed it, and power would bring it back.
        self.force_directory()
    }
}

impl MyStore {
    /// The records as JSON. An error where the file is not what was written.
    fn lines(&self, session: &str) -> Result<Option<Vec<String>>> {
        let bytes = match fs::read(self.path(session)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let damaged = || NotDone(format!("the file of session {session:?} is damaged"));
        let text = String::from_utf8(bytes).map_err(|_| damaged())?;
        let (head, body) = text.split_once('\n').ok_or_else(damaged)?;
        if head != head_of(session, body) {
            return Err(Box::new(damaged()));
        }
        Ok(Some(body.split_terminator('\n').map(String::from).collect()))
    }

    fn write(&self, session: &str, lines: &[String]) -> Result<()> {
        let path = self.path(session);
        let beside = path.with_extension("tmp");
        let body: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let mut file = File::create(&beside)?;
        file.write_all(format!("{}\n{body}", head_of(session, &body)).as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, &path)?;
        self.force_directory()
    }

    /// Ids are any texts: what is in them may not name files. Two that share a name are told apart by the first line of the file.
    fn path(&self, session: &str) -> PathBuf {
        self.dir.join(format!("{:016x}{:016x}.jsonl", hash(session, 0), hash(session, 1)))
    }

    fn force_directory(&self) -> Result<()> {
        Ok(File::open(&self.dir)?.sync_all()?)
    }

    /// One writer at a time, of all processes. The lock goes with its holder.
    fn lock(&self) -> Result<File> {
        extern "C" {
            fn flock(descriptor: i32, operation: i32) -> i32;
        }
        const EXCLUSIVE: i32 = 2;
        let file = File::create(self.dir.join("lock"))?;
        loop {
            if unsafe { flock(file.as_raw_fd(), EXCLUSIVE) } == 0 {
                return Ok(file);
            }
            let error = std::io::Error::last_os_error();
            if error.kind() != ErrorKind::Interrupted {
                return Err(Box::new(error));
            }
        }
    }
}

fn head_of(session: &str, body: &str) -> String {
    format!("{{\"session\":{},\"length\":{},\"hash\":\"{:016x}\"}}", quoted(session), body.len(), hash(body, 0))
}

/// FNV-1a, which finds damage and no forgery.
fn hash(text: &str, seed: u64) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    text.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

fn main() {
    let host = Host {
        name: "my-store",
        version: "",
        ops: &["read", "append", "rewrite", "list", "delete"],
        claims: &[("survives", "power-loss"), ("writers", "many-processes"), ("corruption", "reject")],
    };
    host.serve(|dir: &Path, on_error| Ok(MyStore { dir: dir.to_path_buf(), on_error }));
}
