// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/database.h"

#include "core/digest.h"
#include "core/platform/files.h"

#include <sqlite3.h>

#include <chrono>
#include <filesystem>
#include <random>
#include <thread>

namespace pareto {

namespace {

namespace fs = std::filesystem;

constexpr int kBusyMilliseconds = 5000;
constexpr int kPagesAtOnce = 1024; ///< of a copy; a writer may write in between

/// digest(a, b, ...): types and bytes of all arguments.
void digest_of_arguments(sqlite3_context* context, int count, sqlite3_value** values) {
  Digest digest;
  for (int i = 0; i < count; ++i) {
    digest.number(sqlite3_value_type(values[i]));
    const void* data =
        sqlite3_value_type(values[i]) == SQLITE_BLOB ? sqlite3_value_blob(values[i]) : sqlite3_value_text(values[i]);
    digest.text({static_cast<const char*>(data), static_cast<size_t>(data ? sqlite3_value_bytes(values[i]) : 0)});
  }
  const std::string hex = digest.hex();
  sqlite3_result_text(context, hex.c_str(), static_cast<int>(hex.size()), SQLITE_TRANSIENT);
}

/// `path` as a URI: it may hold characters that mean something there.
std::string immutable_uri(const std::string& path) {
  std::string uri = "file:";
  constexpr const char* kHex = "0123456789ABCDEF";
  for (unsigned char c : path)
    if (c == '%' || c == '?' || c == '#' || c < 0x20)
      uri += {'%', kHex[c >> 4], kHex[c & 15]};
    else
      uri += static_cast<char>(c);
  return uri + "?immutable=1";
}

/// A folder of a name nobody else has; empty when none can be made.
std::string make_folder() {
  std::random_device random;
  std::error_code failed;
  for (int attempt = 0; attempt < 100; ++attempt) {
    const fs::path folder = fs::temp_directory_path(failed) / ("paretoscope-results-" + std::to_string(random()));
    if (!failed && fs::create_directory(folder, failed)) {
      fs::permissions(folder, fs::perms::owner_all, failed);
      return folder.string();
    }
  }
  return {};
}

} // namespace

Status Database::connect(const std::string& name, int flags) {
  sqlite3_close_v2(m_handle);
  m_handle = nullptr;
  if (sqlite3_open_v2(name.c_str(), &m_handle, flags, nullptr) != SQLITE_OK)
    return error("The results file " + name + " could not be opened");
  sqlite3_busy_timeout(m_handle, kBusyMilliseconds);
  sqlite3_create_function(m_handle, "digest", -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, nullptr,
                          digest_of_arguments, nullptr, nullptr);
  // A file may be anybody's: its schema calls nothing, and its pages are looked at before they are believed.
  static_cast<void>(
      sqlite3_exec(m_handle, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;", nullptr, nullptr, nullptr));
  return {};
}

/// SQLite reads a WAL file only where it may write beside it. Without a journal of a writer the file is all there is;
/// otherwise both are copied.
Status Database::connect_read_only_folder(const std::string& path) {
  std::error_code failed;
  const auto journal = fs::file_size(path + "-wal", failed);
  if (failed || journal == 0)
    return connect(immutable_uri(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  m_copy = make_folder();
  const std::string copy = m_copy + "/results.sqlite";
  if (m_copy.empty() || !fs::copy_file(path, copy, failed) || !fs::copy_file(path + "-wal", copy + "-wal", failed))
    return fail(
        ErrorCode::Io,
        path + " lies in a folder that may not be written, and there is no room for a copy in the temporary folder.",
        path);
  PARETO_TRY(connect(copy, SQLITE_OPEN_READWRITE)); // the journal is read into it first
  return execute("PRAGMA query_only = ON", "The copy could not be read");
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, Mode mode) {
  std::unique_ptr<Database> database(new Database);
  PARETO_TRY(database->connect(path, mode == Mode::ReadOnly ? SQLITE_OPEN_READONLY
                                                            : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
  if (mode == Mode::ReadWrite || database->version() >= 0)
    return database;
  const int code = sqlite3_errcode(database->m_handle);
  if (code == SQLITE_CANTOPEN || code == SQLITE_READONLY)
    PARETO_TRY(database->connect_read_only_folder(path));
  return database;
}

Database::~Database() {
  sqlite3_close_v2(m_handle);
  std::error_code ignored;
  if (!m_copy.empty())
    fs::remove_all(m_copy, ignored);
}

/// The statement ends before anything is written: an open read would lock the journal mode.
int64_t Database::version() const {
  Statement pragma(*this, "PRAGMA user_version");
  return pragma.step() == SQLITE_ROW ? pragma.integer(0) : -1;
}

bool Database::holds_tables() const {
  Statement tables(*this, "SELECT count(*) FROM sqlite_master");
  return tables.step() != SQLITE_ROW || tables.integer(0) > 0;
}

bool Database::holds_programs() const {
  Statement programs(
      *this, "SELECT count(*) FROM sqlite_master WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'");
  return programs.step() != SQLITE_ROW || programs.integer(0) > 0;
}

std::string Database::damage() const {
  Statement check(*this, "PRAGMA quick_check(1)");
  const int code = check.step();
  if (code == SQLITE_ROW)
    return check.text(0) == "ok" ? std::string() : check.text(0);
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? sqlite3_errmsg(m_handle) : std::string();
}

Status Database::execute(const char* sql, const char* what) const {
  return sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK ? Status() : Status(error(what));
}

Error Database::error(const std::string& what) const {
  const int code = sqlite3_errcode(m_handle);
  const std::string remedy = code == SQLITE_FULL ? " The disk is full: free some space; nothing stored so far is lost."
                             : code == SQLITE_READONLY ? " The file is read-only: save the study elsewhere."
                             : code == SQLITE_CORRUPT || code == SQLITE_NOTADB
                                 ? " The file is damaged: take a copy of it and begin a new one."
                                 : "";
  return fail(ErrorCode::Io, what + ": " + sqlite3_errmsg(m_handle) + "." + remedy);
}

void remove_database(const std::string& path) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"})
    fs::remove(path + suffix, ignored);
}

namespace {

/// Every page; a writer that is quicker makes it begin again by itself.
bool copy_pages(sqlite3* from, sqlite3* to) {
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  if (!backup)
    return false;
  int code = SQLITE_OK;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kBusyMilliseconds);
  while ((code = sqlite3_backup_step(backup, kPagesAtOnce)) == SQLITE_OK || code == SQLITE_BUSY ||
         code == SQLITE_LOCKED) {
    if (code != SQLITE_OK && std::chrono::steady_clock::now() > end)
      break;
    if (code != SQLITE_OK)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return sqlite3_backup_finish(backup) == SQLITE_OK && code == SQLITE_DONE;
}

} // namespace

Status Database::copy_to(const std::string& name) const {
  PARETO_TRY_ASSIGN(path, replaceable(name));
  const std::string part = path + ".part";
  remove_database(part);
  Status done;
  {
    Database target;
    done = target.connect(part, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (done && !copy_pages(m_handle, target.m_handle))
      done = target.error("The results could not be copied to " + path);
  } // closing writes the log back into the one file that is renamed
  std::error_code failed;
  if (done) {
    for (const char* suffix : {"-wal", "-shm"}) // of the file that was there: it would be replayed into the new one
      fs::remove(path + suffix, failed);
    fs::rename(part, path, failed);
    if (failed)
      done = fail(ErrorCode::Io,
                  "The results could not be written to " + path + ": check that the folder is writable and not full.",
                  path);
  }
  if (!done)
    remove_database(part);
  return done;
}

Statement::Statement(const Database& database, const char* sql) {
  sqlite3_prepare_v2(database.handle(), sql, -1, &m_statement, nullptr);
}
Statement::~Statement() { sqlite3_finalize(m_statement); }

Statement& Statement::bind(int index, const std::string& text) {
  sqlite3_bind_text(m_statement, index, text.c_str(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::bind(int index, int64_t value) {
  sqlite3_bind_int64(m_statement, index, value);
  return *this;
}

Statement& Statement::bind_blob(int index, const void* bytes, size_t size) {
  sqlite3_bind_blob(m_statement, index, size > 0 ? bytes : "", static_cast<int>(size), SQLITE_TRANSIENT);
  return *this;
}

int Statement::step() { return m_statement ? sqlite3_step(m_statement) : SQLITE_ERROR; }

std::string Statement::text(int column) const {
  const void* value = sqlite3_column_blob(m_statement, column); // text as it was stored, whatever its bytes
  return value ? std::string(static_cast<const char*>(value),
                             static_cast<size_t>(sqlite3_column_bytes(m_statement, column)))
               : std::string();
}

int64_t Statement::integer(int column) const { return sqlite3_column_int64(m_statement, column); }
bool Statement::null(int column) const { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }

} // namespace pareto
