// SPDX-License-Identifier: GPL-3.0-or-later
// Stores as tests make, break and compare them.
#pragma once

#include "core/study/protocol/measurement_json.h"
#include "core/study/run_store.h"

#include <QtTest>

#include <sqlite3.h>

#include <csignal>
#include <memory>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace pareto::test {

inline Measurement numbered(int64_t number) {
  Measurement m;
  m.key = {CellKey::Kind::Decode, "mamba2@probe", "cpu", "f32", 1, number, 0};
  m.tpot_ms = Estimate{1.0 + static_cast<double>(number) / 1024, Interval{1, 2}, 12};
  m.samples_ms.assign(40, static_cast<double>(number));
  return m;
}

inline Study study() {
  Study s;
  s.models = {"mamba2@probe"};
  return s;
}

inline constexpr int kKeepsRoot = 9;

/// What `work` returns in a process that may do no more than anybody; kKeepsRoot where root's rights cannot be given up
/// (root may write anywhere), -1 where it did not end by itself.
template <class Work>
int as_anybody(const Work& work) {
  const pid_t child = fork();
  if (child == 0)
    _exit(geteuid() == 0 && setuid(65534) != 0 ? kKeepsRoot : work());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// A writer of 20 results is killed behind them and `more`(store, run): the last ones are in its log alone. False where
/// it ended by itself.
template <class More>
bool write_and_die(const std::string& path, const More& more) {
  const pid_t writer = fork();
  if (writer == 0) {
    auto store = RunStore::open(path);
    const auto run = (*store)->begin_run(study(), "{}");
    for (int i = 0; i < 20; ++i)
      if (!(*store)->append(*run, numbered(i)))
        _exit(1);
    more(**store, *run);
    ::kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(writer, &status, 0);
  return WIFSIGNALED(status);
}
inline bool write_and_die(const std::string& path) {
  return write_and_die(path, [](RunStore&, int64_t) {});
}

/// A file system whose disk is full, or whose writes fail, after so many writes. Everything else is the real one.
struct FaultyDisk {
  static inline int writes_left = -1; ///< -1: never fails
  static inline int code = SQLITE_FULL;
  static inline int writes = 0;
  struct File {
    sqlite3_file base;
    sqlite3_file* real;
  };
  static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }
  static bool fails() {
    ++writes;
    return writes_left >= 0 && writes > writes_left;
  }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    auto* base = static_cast<sqlite3_vfs*>(vfs->pAppData);
    auto* mine = reinterpret_cast<File*>(file);
    mine->real = reinterpret_cast<sqlite3_file*>(mine + 1);
    mine->base.pMethods = nullptr;
    const int result = base->xOpen(base, name, mine->real, flags, out);
    if (mine->real->pMethods)
      mine->base.pMethods = methods();
    return result;
  }

  static const sqlite3_io_methods* methods() {
    static sqlite3_io_methods m = [] {
      sqlite3_io_methods x{};
      x.iVersion = 2;
      x.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
      x.xRead = [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
        return real(f)->pMethods->xRead(real(f), to, n, at);
      };
      x.xWrite = [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
        if (!fails())
          return real(f)->pMethods->xWrite(real(f), from, n, at);
        if (n > 1) // a short write: half of it reaches the disk
          static_cast<void>(real(f)->pMethods->xWrite(real(f), from, n / 2, at));
        return code;
      };
      x.xTruncate = [](sqlite3_file* f, sqlite3_int64 n) { return real(f)->pMethods->xTruncate(real(f), n); };
      x.xSync = [](sqlite3_file* f, int flags) { return real(f)->pMethods->xSync(real(f), flags); };
      x.xFileSize = [](sqlite3_file* f, sqlite3_int64* n) { return real(f)->pMethods->xFileSize(real(f), n); };
      x.xLock = [](sqlite3_file* f, int l) { return real(f)->pMethods->xLock(real(f), l); };
      x.xUnlock = [](sqlite3_file* f, int l) { return real(f)->pMethods->xUnlock(real(f), l); };
      x.xCheckReservedLock = [](sqlite3_file* f, int* r) { return real(f)->pMethods->xCheckReservedLock(real(f), r); };
      x.xFileControl = [](sqlite3_file* f, int op, void* a) { return real(f)->pMethods->xFileControl(real(f), op, a); };
      x.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
      x.xDeviceCharacteristics = [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); };
      x.xShmMap = [](sqlite3_file* f, int p, int n, int e, void volatile** to) {
        return real(f)->pMethods->xShmMap(real(f), p, n, e, to);
      };
      x.xShmLock = [](sqlite3_file* f, int o, int n, int flags) {
        return real(f)->pMethods->xShmLock(real(f), o, n, flags);
      };
      x.xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); };
      x.xShmUnmap = [](sqlite3_file* f, int d) { return real(f)->pMethods->xShmUnmap(real(f), d); };
      return x;
    }();
    return &m;
  }

  /// Makes it the file system every database of this program uses.
  static void install() {
    static sqlite3_vfs vfs = *sqlite3_vfs_find(nullptr);
    vfs.pAppData = sqlite3_vfs_find(nullptr);
    vfs.szOsFile += static_cast<int>(sizeof(File));
    vfs.zName = "faulty";
    vfs.xOpen = open;
    sqlite3_vfs_register(&vfs, 1);
  }
  static void healthy() { writes_left = -1; }
  static void fail_after(int count, int with) {
    writes = 0;
    writes_left = count;
    code = with;
  }
};

inline bool one_sentence(const std::string& message) {
  return !message.empty() && message.back() == '.' && message.find('\n') == std::string::npos;
}

/// A result as it was given to the store: without the place it has there.
inline nlohmann::json given(Measurement stored) {
  stored.run = stored.row = 0;
  return to_json(stored);
}

inline void run_sql(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  QCOMPARE(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  QCOMPARE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  QCOMPARE(sqlite3_close(database), SQLITE_OK);
}

inline QByteArray bytes_of(const std::string& path) {
  QFile file(QString::fromStdString(path));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// As version 3 wrote it: samples inside the event, no fingerprint.
inline void write_version_3(const std::string& path, int results) {
  run_sql(path, "CREATE TABLE runs(id INTEGER PRIMARY KEY, study TEXT NOT NULL, calibration TEXT NOT NULL, started_utc "
                "TEXT NOT NULL, completed_utc TEXT, stopped_utc TEXT);"
                "CREATE TABLE results(id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id), model TEXT NOT "
                "NULL, kind TEXT NOT NULL, event TEXT NOT NULL);"
                "CREATE INDEX results_by_run ON results(run);"
                "CREATE TABLE scores(id INTEGER PRIMARY KEY, model TEXT NOT NULL, task TEXT NOT NULL, event TEXT NOT "
                "NULL); PRAGMA user_version = 3;"
                "INSERT INTO runs(study, calibration, started_utc, completed_utc) VALUES('{}', '{}', "
                "'2025-01-01T00:00:00Z', '2025-01-01T00:01:00Z');");
  for (int i = 0; i < results; ++i) {
    nlohmann::json event = to_json(numbered(i));
    event.erase("fingerprint");
    run_sql(path,
            ("INSERT INTO results(run, model, kind, event) VALUES(1, 'mamba2@probe', 'decode', '" + event.dump() + "')")
                .c_str());
  }
}

/// Everything the store says it holds, as one text.
inline std::string told(const RunStore::Contents& contents) {
  nlohmann::json all = nlohmann::json::array();
  for (const RunStore::Run& run : contents.runs)
    all.push_back({run.id, run.study, run.calibration, run.started_utc, run.completed_utc, run.stopped_utc,
                   static_cast<int>(run.end)});
  for (const RunStore::StoredResult& result : contents.results)
    all.push_back({result.run, to_json(result.measurement)});
  for (const Score& score : contents.scores)
    all.push_back(to_json(score));
  return all.dump();
}

/// What the tests of a store start from: a folder of their own, on a disk that works.
class StoreFixture {
protected:
  /// Before each function.
  void begin() {
    FaultyDisk::healthy();
    m_folder = std::make_unique<QTemporaryDir>();
  }
  std::string path() const { return m_folder->filePath("results.sqlite").toStdString(); }

  std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace pareto::test
