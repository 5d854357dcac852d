//! Serves a session store to crashworthy over stdio: protocol 1, see docs/protocol.md of crashworthy.
//!
//! One file, Rust 2021, nothing but the standard library. Copy it beside your store; my_store.rs shows how it is used.
//!
//! Values of sessions are JSON text: they may be kept as they come, and given back as they are. `Json` looks into one. What JSON has no form for is an escape in
//! it (docs/protocol.md), which only a store that looks into its values has to know.
//!
//! The standard output belongs to the protocol: print with `eprintln!`.

#![allow(dead_code)]

use std::collections::HashMap;
use std::error::Error;
use std::fmt::{self, Write as _};
use std::io::{self, BufRead, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::{Arc, Mutex};

pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// What a store keeps of one session: fields, records, or both. Values are JSON text.
#[derive(Default)]
pub struct State {
    pub fields: Option<Vec<(String, String)>>,
    pub records: Option<Vec<String>>,
}

/// Fill in what your store has, and name it in `Host::ops`.
pub trait Store {
    /// `None` for a session that does not exist.
    fn read(&mut self, session: &str) -> Result<Option<State>>;
    fn create(&mut self, _session: &str, _fields: Vec<(String, String)>) -> Result<()> {
        unsupported()
    }
    fn patch(&mut self, _session: &str, _fields: Vec<(String, String)>) -> Result<()> {
        unsupported()
    }
    fn append(&mut self, _session: &str, _record: &str) -> Result<()> {
        unsupported()
    }
    fn append_all(&mut self, _session: &str, _records: Vec<String>) -> Result<()> {
        unsupported()
    }
    fn rewrite(&mut self, _session: &str, _records: Vec<String>) -> Result<()> {
        unsupported()
    }
    fn list(&mut self) -> Result<Vec<String>> {
        unsupported()
    }
    fn touch(&mut self, _session: &str) -> Result<()> {
        unsupported()
    }
    fn delete(&mut self, _session: &str) -> Result<()> {
        unsupported()
    }
    fn consume(&mut self, _session: &str) -> Result<bool> {
        unsupported()
    }
    /// A session of the first `at` records of another one, and its fields.
    fn fork(&mut self, _session: &str, _at: usize, _id: &str) -> Result<()> {
        unsupported()
    }
    fn flush(&mut self) -> Result<()> {
        unsupported()
    }
    fn close(&mut self) -> Result<()> {
        unsupported()
    }
}

/// What is served.
pub struct Host<'a> {
    /// Of the store, for reports.
    pub name: &'a str,
    /// Of the store; may be empty.
    pub version: &'a str,
    /// What the store has: `read`, `append` or `patch`, and whatever else of the trait is filled in.
    pub ops: &'a [&'a str],
    /// `("survives", "process-kill")`; see docs/adapters.md.
    pub claims: &'a [(&'a str, &'a str)],
}

/// An error of an operation that surely did not happen.
#[derive(Debug)]
pub struct NotDone(pub String);

impl fmt::Display for NotDone {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str(&self.0)
    }
}
impl Error for NotDone {}

#[derive(Debug)]
struct Unsupported;

impl fmt::Display for Unsupported {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("this store has no such operation")
    }
}
impl Error for Unsupported {}

fn unsupported<T>() -> Result<T> {
    Err(Box::new(Unsupported))
}

/// For errors that the store tells in the background, from any thread.
#[derive(Clone)]
pub struct OnError {
    instance: String,
    answers: Answers,
}

impl OnError {
    pub fn tell(&self, session: Option<&str>, error: &(dyn Error + 'static)) {
        let session = session.map_or(String::new(), |id| format!(",\"session\":{}", quoted(id)));
        let (name, message) = (quoted(&name_of(error)), quoted(&error.to_string()));
        let instance = quoted(&self.instance);
        self.answers.write(&format!("{{\"event\":\"onError\",\"instance\":{instance}{session},\"name\":{name},\"message\":{message}}}"));
    }
}

#[derive(Clone, Default)]
struct Answers(Arc<Mutex<()>>);

impl Answers {
    /// Written and flushed; of a standard output that is closed nobody wants to hear.
    fn write(&self, line: &str) {
        let _one = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut output = io::stdout().lock();
        if output.write_all(format!("{line}\n").as_bytes()).and_then(|_| output.flush()).is_err() {
            std::process::exit(1);
        }
    }
}

const LONGEST_LINE: usize = 16 << 20;

impl Host<'_> {
    /// Answers requests until the input ends or `exit` is asked. `open` is given an existing directory.
    pub fn serve<S: Store>(&self, open: impl Fn(&Path, OnError) -> Result<S>) {
        let answers = Answers::default();
        self.watch_panics(answers.clone());
        let mut stores: HashMap<String, S> = HashMap::new();
        let mut input = io::stdin().lock();
        loop {
            let mut line = Vec::new();
            // A line without its end was torn.
            if input.read_until(b'\n', &mut line).is_err() || line.last() != Some(&b'\n') {
                return;
            }
            let text = String::from_utf8_lossy(&line);
            let asked = match Json::parse(&text) {
                Ok(asked) => asked,
                Err(why) => {
                    let error = told(&NotDone(why));
                    answers.write(&format!("{{\"id\":{},\"error\":{error}}}", id_in(&text)));
                    continue;
                }
            };
            let id = asked.get("id").map_or("null", |id| id.text).to_string();
            let done = panic::catch_unwind(AssertUnwindSafe(|| self.done(&asked, &mut stores, &open, &answers)));
            let answer = match done {
                Ok(Ok(ok)) => format!("{{\"id\":{id},\"ok\":{ok}}}"),
                Ok(Err(error)) => format!("{{\"id\":{id},\"error\":{}}}", told(&*error)),
                Err(_) => format!("{{\"id\":{id},\"error\":{{\"name\":\"panic\",\"message\":\"the store panicked; see its log\"}}}}"),
            };
            if answer.len() >= LONGEST_LINE {
                let error = "{\"name\":\"host\",\"message\":\"the answer does not fit into a line\"}";
                answers.write(&format!("{{\"id\":{id},\"error\":{error}}}"));
            } else {
                answers.write(&answer);
            }
            if asked.text_of("op").is_ok_and(|op| op == "exit") {
                return;
            }
        }
    }

    /// A thread that panics would only be printed.
    fn watch_panics(&self, answers: Answers) {
        let main = std::thread::current().id();
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            before(info);
            if std::thread::current().id() != main {
                answers.write(&format!("{{\"event\":\"unhandled\",\"name\":\"panic\",\"message\":{}}}", quoted(&info.to_string())));
            }
        }));
    }

    fn done<S: Store>(
        &self,
        asked: &Json,
        stores: &mut HashMap<String, S>,
        open: &impl Fn(&Path, OnError) -> Result<S>,
        answers: &Answers,
    ) -> Result<String> {
        let op = asked.text_of("op")?;
        match op.as_str() {
            "hello" => return self.hello(asked),
            "ping" | "exit" => return Ok("null".into()),
            _ => {}
        }
        let known = op == "open" || self.ops.contains(&op.as_str());
        if !known {
            return unsupported();
        }
        let instance = asked.text_of("instance")?;
        if op == "open" {
            let on_error = OnError { instance: instance.clone(), answers: answers.clone() };
            let store = open(Path::new(&asked.text_of("dir")?), on_error)?;
            stores.insert(instance, store);
            return Ok("null".into());
        }
        let store = stores.get_mut(&instance).ok_or_else(|| NotDone(format!("instance {instance} is not open")))?;
        let answer = call(store, &op, asked);
        if op == "close" {
            stores.remove(&instance);
        }
        answer
    }

    fn hello(&self, asked: &Json) -> Result<String> {
        if asked.get("cw").map(|cw| cw.text) != Some("1") {
            return Err(Box::new(NotDone("this host speaks protocol 1".into())));
        }
        let ops: Vec<String> = self.ops.iter().map(|op| quoted(op)).collect();
        let claims: Vec<String> = self.claims.iter().map(|(key, value)| format!("{}:{}", quoted(key), quoted(value))).collect();
        let version = if self.version.is_empty() { String::new() } else { format!(",\"version\":{}", quoted(self.version)) };
        Ok(format!(
            "{{\"cw\":1,\"name\":{}{version},\"language\":\"rust\",\"ops\":[{}],\"claims\":{{{}}}}}",
            quoted(self.name),
            ops.join(","),
            claims.join(",")
        ))
    }
}

fn call(store: &mut impl Store, op: &str, asked: &Json) -> Result<String> {
    let null = |_: ()| "null".to_string();
    match op {
        "list" => {
            let ids: Vec<String> = store.list()?.iter().map(|id| quoted(id)).collect();
            return Ok(format!("[{}]", ids.join(",")));
        }
        "flush" => return store.flush().map(null),
        "close" => return store.close().map(null),
        _ => {}
    }
    let session = asked.text_of("session")?;
    match op {
        "create" => store.create(&session, asked.fields()?).map(null),
        "patch" => store.patch(&session, asked.fields()?).map(null),
        "append" => store.append(&session, asked.needed("record")?.text).map(null),
        "appendAll" => {
            let records = asked.needed("records")?.items()?.iter().map(|one| one.text.to_string()).collect();
            store.append_all(&session, records).map(null)
        }
        "rewrite" => {
            let records = asked.needed("records")?.items()?.iter().map(|one| one.text.to_string()).collect();
            store.rewrite(&session, records).map(null)
        }
        "read" => Ok(store.read(&session)?.map_or("null".into(), |state| wire_state(&state))),
        "touch" => store.touch(&session).map(null),
        "delete" => store.delete(&session).map(null),
        "consume" => Ok(store.consume(&session)?.to_string()),
        "fork" => {
            let at = asked.needed("at")?.text.parse()?;
            store.fork(&session, at, &asked.text_of("as")?).map(null)
        }
        _ => unsupported(),
    }
}

fn wire_state(state: &State) -> String {
    let mut parts = Vec::new();
    if let Some(fields) = &state.fields {
        let all: Vec<String> = fields.iter().map(|(name, value)| format!("{}:{value}", quoted(name))).collect();
        let object = format!("{{{}}}", all.join(","));
        // One field with a name that looks like an escape's.
        let escapes = fields.len() == 1 && fields[0].0.starts_with('$');
        parts.push(format!("\"fields\":{}", if escapes { format!("{{\"$object\":{object}}}") } else { object }));
    }
    if let Some(records) = &state.records {
        parts.push(format!("\"records\":[{}]", records.join(",")));
    }
    format!("{{{}}}", parts.join(","))
}

/// An error as it is answered.
fn told(error: &(dyn Error + 'static)) -> String {
    let mut told = format!("{{\"name\":{},\"message\":{}", quoted(&name_of(error)), quoted(&error.to_string()));
    if error.is::<Unsupported>() {
        told.push_str(",\"code\":\"CW_UNSUPPORTED\"");
    } else if let Some(number) = error.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error) {
        let _ = write!(told, ",\"code\":{}", quoted(&code_of(number)));
    }
    let definite = error.is::<NotDone>() || error.is::<Unsupported>();
    let _ = write!(told, ",\"definite\":{definite}}}");
    told
}

fn name_of(error: &(dyn Error + 'static)) -> String {
    match error.downcast_ref::<io::Error>() {
        Some(error) => format!("{:?}", error.kind()),
        None if error.is::<NotDone>() => "NotDone".into(),
        None => "Error".into(),
    }
}

/// Those that Linux and macOS have in common, and the full disk.
fn code_of(number: i32) -> String {
    let known = match number {
        1 => "EPERM",
        2 => "ENOENT",
        5 => "EIO",
        13 => "EACCES",
        17 => "EEXIST",
        20 => "ENOTDIR",
        21 => "EISDIR",
        24 => "EMFILE",
        28 => "ENOSPC",
        30 => "EROFS",
        _ => return number.to_string(),
    };
    known.into()
}

/// A text as JSON writes it.
pub fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            character if (character as u32) < 0x20 => {
                let _ = write!(json, "\\u{:04x}", character as u32);
            }
            character => json.push(character),
        }
    }
    json.push('"');
    json
}

fn id_in(line: &str) -> String {
    let digits = line.split("\"id\":").nth(1).unwrap_or("");
    let id: String = digits.chars().take_while(char::is_ascii_digit).collect();
    if id.is_empty() { "null".into() } else { id }
}

/// A JSON value: its text, and what can be asked of it. Nothing is copied until it is asked for.
#[derive(Clone, Copy)]
pub struct Json<'t> {
    pub text: &'t str,
}

impl<'t> Json<'t> {
    /// The whole text has to be one value.
    pub fn parse(text: &'t str) -> std::result::Result<Json<'t>, String> {
        let start = blank(text, 0);
        let end = value_end(text, start)?;
        if blank(text, end) != text.len() {
            return Err(format!("more than one value, at byte {end}"));
        }
        Ok(Json { text: &text[start..end] })
    }

    /// Of an object: the value of a key. Of a key that is there twice the last one counts.
    pub fn get(&self, key: &str) -> Option<Json<'t>> {
        self.entries().ok()?.into_iter().rev().find(|(name, _)| matches!(name.as_string(), Ok(found) if found == key)).map(|(_, value)| value)
    }

    fn needed(&self, key: &str) -> Result<Json<'t>> {
        Ok(self.get(key).ok_or_else(|| NotDone(format!("`{key}` is missing")))?)
    }

    fn text_of(&self, key: &str) -> Result<String> {
        self.needed(key)?.as_string()
    }

    /// The entries of `fields`. An object that only looks like an escape is unwrapped.
    fn fields(&self) -> Result<Vec<(String, String)>> {
        let mut entries = self.needed("fields")?.entries()?;
        if entries.len() == 1 && entries[0].0.text == "\"$object\"" {
            entries = entries[0].1.entries()?;
        }
        entries.into_iter().map(|(name, value)| Ok((name.as_string()?, value.text.to_string()))).collect()
    }

    /// Of an object: keys, as JSON, and values.
    pub fn entries(&self) -> Result<Vec<(Json<'t>, Json<'t>)>> {
        if !self.text.starts_with('{') {
            return Err(Box::new(NotDone("no object".into())));
        }
        let mut entries = Vec::new();
        let mut at = blank(self.text, 1);
        while self.text.as_bytes()[at] != b'}' {
            let key_end = value_end(self.text, at)?;
            let start = blank(self.text, blank(self.text, key_end) + 1);
            let end = value_end(self.text, start)?;
            entries.push((Json { text: &self.text[at..key_end] }, Json { text: &self.text[start..end] }));
            at = after_comma(self.text, end);
        }
        Ok(entries)
    }

    /// Of an array.
    pub fn items(&self) -> Result<Vec<Json<'t>>> {
        if !self.text.starts_with('[') {
            return Err(Box::new(NotDone("no array".into())));
        }
        let mut items = Vec::new();
        let mut at = blank(self.text, 1);
        while self.text.as_bytes()[at] != b']' {
            let end = value_end(self.text, at)?;
            items.push(Json { text: &self.text[at..end] });
            at = after_comma(self.text, end);
        }
        Ok(items)
    }

    /// Of a text. A lone surrogate is refused: Rust has no form for it, and two ids would become one.
    pub fn as_string(&self) -> Result<String> {
        let inside = self.text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).ok_or_else(|| NotDone("no text".into()))?;
        let mut units: Vec<u16> = Vec::new();
        let mut characters = inside.chars();
        while let Some(character) = characters.next() {
            if character != '\\' {
                units.extend(character.encode_utf16(&mut [0; 2]).iter());
                continue;
            }
            units.push(match characters.next() {
                Some('b') => 8,
                Some('f') => 12,
                Some('n') => 10,
                Some('r') => 13,
                Some('t') => 9,
                Some('u') => {
                    let digits: String = characters.by_ref().take(4).collect();
                    u16::from_str_radix(&digits, 16)?
                }
                Some(other) => other as u16,
                None => return Err(Box::new(NotDone("a torn text".into()))),
            });
        }
        String::from_utf16(&units).map_err(|_| NotDone("a text with a lone surrogate has no form in Rust".into()).into())
    }
}

fn blank(text: &str, from: usize) -> usize {
    let rest = &text.as_bytes()[from.min(text.len())..];
    from + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count()
}

/// Where the next item begins, or the end of the whole.
fn after_comma(text: &str, from: usize) -> usize {
    let at = blank(text, from);
    if text.as_bytes().get(at) == Some(&b',') { blank(text, at + 1) } else { at }
}

/// Where the value ends that begins here. Without recursion: a value may be nested a hundred thousand times.
fn value_end(text: &str, from: usize) -> std::result::Result<usize, String> {
    let bytes = text.as_bytes();
    let mut closing: Vec<u8> = Vec::new();
    let mut at = from;
    loop {
        match bytes.get(at).ok_or("a torn value")? {
            b'"' => at = string_end(bytes, at)?,
            b'{' => {
                closing.push(b'}');
                at += 1;
            }
            b'[' => {
                closing.push(b']');
                at += 1;
            }
            byte @ (b'}' | b']') => {
                if closing.pop() != Some(*byte) {
                    return Err(format!("a bracket too many, at byte {at}"));
                }
                at += 1;
            }
            b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if !closing.is_empty() => at += 1,
            _ => at = literal_end(text, at)?,
        }
        if closing.is_empty() {
            return Ok(at);
        }
    }
}

fn string_end(bytes: &[u8], from: usize) -> std::result::Result<usize, String> {
    let mut at = from + 1;
    loop {
        match bytes.get(at).ok_or("a torn text")? {
            b'"' => return Ok(at + 1),
            b'\\' => at += 2,
            byte if *byte < 0x20 => return Err(format!("a control character in a text, at byte {at}")),
            _ => at += 1,
        }
    }
}

fn literal_end(text: &str, from: usize) -> std::result::Result<usize, String> {
    let rest = &text[from..];
    let length = rest.find(|character: char| !character.is_ascii_alphanumeric() && !"+-.".contains(character)).unwrap_or(rest.len());
    let literal = &rest[..length];
    let number = literal.starts_with(|first: char| first == '-' || first.is_ascii_digit()) && literal.parse::<f64>().is_ok();
    if number || ["true", "false", "null"].contains(&literal) { Ok(from + length) } else { Err(format!("no value, at byte {from}")) }
}
