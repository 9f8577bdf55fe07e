// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <memory>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace pareto {

/// A SQLite file. SQL run here may call digest(...), which hashes its arguments with their types (core/digest.h): the
/// checksum of a row.
class Database {
public:
  enum class Mode : uint8_t { ReadWrite, ReadOnly };
  /// A file in a folder that may not be written is opened as it stands, or as a copy where a writer left a journal
  /// beside it.
  static Result<std::unique_ptr<Database>> open(const std::string& path, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  int64_t version() const; ///< PRAGMA user_version; negative when the file cannot be read
  bool holds_tables() const;
  bool holds_programs() const; ///< a view, trigger or virtual table, which a hostile file may have in a table's place
  std::string damage() const;  ///< what SQLite's quick check finds first; empty when its structure is sound
  Status execute(const char* sql, const char* what) const;
  /// The last error in one sentence with its remedy.
  Error error(const std::string& what) const;
  /// A copy through SQLite's backup interface, which a writer may go on beside. The file at `path`, or behind that
  /// link, is replaced once the copy is whole; what is no file is refused.
  Status copy_to(const std::string& path) const;
  sqlite3* handle() const { return m_handle; }

private:
  Database() = default;
  Status connect(const std::string& name, int flags);
  Status connect_read_only_folder(const std::string& path);

  sqlite3* m_handle = nullptr;
  std::string m_copy; ///< folder of a copy, removed with this
};

/// A prepared statement that ends with its scope.
class Statement {
public:
  Statement(const Database& database, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& bind(int index, const std::string& text);
  Statement& bind(int index, int64_t value);
  Statement& bind_blob(int index, const void* bytes, size_t size);
  int step(); ///< SQLITE_ROW, SQLITE_DONE or an error
  std::string text(int column) const;
  std::string blob(int column) const { return text(column); }
  int64_t integer(int column) const;
  bool null(int column) const;

private:
  sqlite3_stmt* m_statement = nullptr;
};

/// Removes a database and what SQLite keeps beside it.
void remove_database(const std::string& path);

} // namespace pareto
