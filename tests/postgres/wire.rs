//! The little of PostgreSQL's protocol that measuring needs: plain queries over a unix socket.
//!
//! Written here because a driver would be built with every other test of this package, and
//! because the harness wants exactly what drivers smooth over: SQLSTATEs, debug messages, and
//! statements sent as they are written. Never used to talk to anything but servers that the
//! harness itself has started (it knows no passwords and no encryption).

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// A session.
pub(crate) struct Connection {
    stream: UnixStream,
    /// The backend's process id, as `pg_locks` names it.
    pub(crate) pid: String,
    /// Rows that the last statement has changed or returned.
    pub(crate) affected: u64,
    /// Messages of NOTICE and below since they were last taken.
    notices: Vec<String>,
}

/// What the server answered instead of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SqlError {
    pub(crate) sqlstate: String,
    pub(crate) message: String,
}

pub(crate) type Row = Vec<Option<String>>;

impl Connection {
    /// Opens a session as the superuser `postgres`.
    pub(crate) fn open(sockets: &Path, database: &str) -> io::Result<Connection> {
        let stream = UnixStream::connect(sockets.join(".s.PGSQL.5432"))?;
        // Far above anything a case takes: a lost server must not hang the run.
        stream.set_read_timeout(Some(Duration::from_secs(300)))?;
        let mut connection = Connection {
            stream,
            pid: String::new(),
            affected: 0,
            notices: Vec::new(),
        };
        let mut body = 196_608_u32.to_be_bytes().to_vec();
        for word in ["user", "postgres", "database", database] {
            body.extend_from_slice(word.as_bytes());
            body.push(0);
        }
        body.push(0);
        connection.stream.write_all(&framed(&body))?;
        match connection.answer()? {
            Ok(_) => Ok(connection),
            Err(error) => Err(io::Error::other(error.message)),
        }
    }

    /// Runs a text of one or more statements. Several are one implicit transaction.
    pub(crate) fn query(&mut self, sql: &str) -> Result<Vec<Row>, SqlError> {
        let mut body = sql.as_bytes().to_vec();
        body.push(0);
        let mut message = vec![b'Q'];
        message.extend(framed(&body));
        self.stream
            .write_all(&message)
            .and_then(|()| self.answer())
            .unwrap_or_else(|error| {
                Err(SqlError {
                    sqlstate: "08006".to_owned(),
                    message: error.to_string(),
                })
            })
    }

    pub(crate) fn take_notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    /// Reads until the server is ready for the next query.
    fn answer(&mut self) -> io::Result<Result<Vec<Row>, SqlError>> {
        let mut rows = Vec::new();
        let mut failure = None;
        loop {
            let mut head = [0; 5];
            self.stream.read_exact(&mut head)?;
            let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
            let mut body = vec![0; length.saturating_sub(4)];
            self.stream.read_exact(&mut body)?;
            match head[0] {
                b'D' => rows.push(row(&body)),
                b'E' => {
                    failure.get_or_insert_with(|| SqlError {
                        sqlstate: field(&body, b'C'),
                        message: field(&body, b'M'),
                    });
                    // A refused session is closed, never ready.
                    if self.pid.is_empty() {
                        break;
                    }
                }
                b'C' => self.affected = affected(&body),
                b'N' => self.notices.push(field(&body, b'M')),
                b'K' => {
                    self.pid = u32::from_be_bytes([body[0], body[1], body[2], body[3]]).to_string();
                }
                b'Z' => break,
                // Parameters, descriptions of rows.
                _ => {}
            }
        }
        Ok(failure.map_or(Ok(rows), Err))
    }
}

fn framed(body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).expect("a query below 4 GB");
    let mut message = length.to_be_bytes().to_vec();
    message.extend_from_slice(body);
    message
}

/// The number at the end of a command tag: `UPDATE 5`.
fn affected(body: &[u8]) -> u64 {
    let tag = String::from_utf8_lossy(body);
    let last = tag.trim_end_matches('\0').rsplit(' ').next();
    last.and_then(|it| it.parse().ok()).unwrap_or(0)
}

/// One field of an error or a notice.
fn field(body: &[u8], wanted: u8) -> String {
    body.split(|it| *it == 0)
        .find(|it| it.first() == Some(&wanted))
        .map(|it| String::from_utf8_lossy(&it[1..]).into_owned())
        .unwrap_or_default()
}

fn row(body: &[u8]) -> Row {
    let mut values = Vec::new();
    let mut rest = &body[2..];
    while let Some((length, tail)) = rest.split_first_chunk::<4>() {
        // A length of -1 is NULL.
        match usize::try_from(i32::from_be_bytes(*length)) {
            Ok(length) => {
                values.push(Some(String::from_utf8_lossy(&tail[..length]).into_owned()));
                rest = &tail[length..];
            }
            Err(_) => {
                values.push(None);
                rest = tail;
            }
        }
    }
    values
}
