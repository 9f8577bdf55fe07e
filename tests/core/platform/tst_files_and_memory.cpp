// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/cpu_info.h"
#include "core/platform/files.h"
#include "core/platform/mapped_file.h"
#include "core/platform/memory.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <QDir>

#include <climits>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace pareto;

namespace {

/// A socket with a name, as long as it lives.
struct Socket {
  explicit Socket(std::string name) : path(std::move(name)), descriptor(socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
  ~Socket() { close(descriptor); }
  std::string path;
  int descriptor;
};

} // namespace

class FilesAndMemoryTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void a_file() {
    QTemporaryDir folder;
    const std::string path = test::inside(folder, "a");
    QVERIFY(test::write_file(path, std::string_view("a\0b", 3)));
    auto file = MappedFile::open(path);
    REQUIRE(file);
    QCOMPARE(file->bytes().size(), size_t{3});
    QVERIFY(std::memcmp(file->bytes().data(), "a\0b", 3) == 0);
    MappedFile moved(std::move(*file));
    QCOMPARE(moved.bytes().size(), size_t{3});
    QVERIFY(file->bytes().empty());
    QVERIFY(QFile::remove(QString::fromStdString(path))); // the mapping outlives the name
    QVERIFY(std::memcmp(moved.bytes().data(), "a\0b", 3) == 0);
    QVERIFY(test::write_file(path, "other"));
    auto other = MappedFile::open(path);
    REQUIRE(other);
    moved = std::move(*other);
    QCOMPARE(moved.bytes().size(), size_t{5});
  }

  void an_empty_file() {
    QTemporaryDir folder;
    QVERIFY(test::write_file(test::inside(folder, "a"), ""));
    const auto file = MappedFile::open(test::inside(folder, "a"));
    REQUIRE(file);
    QVERIFY(file->bytes().empty());
  }

  void not_files() {
    QTemporaryDir folder;
    const auto absent = MappedFile::open(test::inside(folder, "absent"));
    REQUIRE_REFUSED(absent, "absent cannot be opened: No such file or directory.");
    QVERIFY(absent.error().code == ErrorCode::NotFound);
    REQUIRE_REFUSED(MappedFile::open(folder.path().toStdString()), "is not a regular file");
    REQUIRE_REFUSED(MappedFile::open("/dev/null"), "is not a regular file");
    const std::string pipe = test::inside(folder, "pipe");
    QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
    REQUIRE_REFUSED(MappedFile::open(pipe), "is not a regular file"); // without waiting for a writer
  }

  void kinds() {
    QTemporaryDir folder;
    const std::string file = test::inside(folder, "file"), link = test::inside(folder, "link"),
                      pipe = test::inside(folder, "pipe");
    QVERIFY(test::write_file(file, "x"));
    QCOMPARE(symlink(file.c_str(), link.c_str()), 0);
    QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
    QVERIFY(file_kind(file) == FileKind::Regular && file_kind(link) == FileKind::Regular &&
            file_kind(pipe) == FileKind::Pipe);
    QVERIFY(file_kind(folder.path().toStdString()) == FileKind::Folder && file_kind("/dev/null") == FileKind::Device &&
            file_kind(file + "/x") == FileKind::Absent);
    const Socket socket(test::inside(folder, "socket"));
    QVERIFY(file_kind(socket.path) == FileKind::Socket);
  }

  void whole_files() {
    QTemporaryDir folder;
    const std::string file = test::inside(folder, "file"), pipe = test::inside(folder, "pipe");
    QVERIFY(test::write_file(file, std::string(100'000, 'x') + std::string(1, '\0') + "y"));
    const auto whole = read_file(file, 100'002);
    REQUIRE(whole);
    QCOMPARE(*whole, std::string(100'000, 'x') + std::string(1, '\0') + "y");
    REQUIRE_REFUSED(read_file(file, 100'001), "is 100002 bytes; at most 100001 are read.");
    QCOMPARE(*read_beginning(file, 4), std::string("xxxx"));
    QCOMPARE(read_beginning(file, 1'000'000)->size(), size_t{100'002});
    QVERIFY(read_file("/proc/self/status", 1 << 20)->find("VmHWM") != std::string::npos); // such files say 0 bytes
    QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
    const Socket socket(test::inside(folder, "socket"));
    for (const auto& [path, what] : {std::pair{pipe, "a named pipe"},
                                     {folder.path().toStdString(), "a folder"},
                                     {std::string("/dev/zero"), "a device"},
                                     {socket.path, "a socket"}}) {
      REQUIRE_REFUSED(read_file(path, 100), "is not a regular file: it is " + std::string(what));
      REQUIRE_REFUSED(read_beginning(path, 4), "is not a regular file: it is " + std::string(what));
      REQUIRE_REFUSED(MappedFile::open(path), "is not a regular file: it is " + std::string(what));
    }
    const auto absent = read_file(file + "-absent", 1);
    REQUIRE_REFUSED(absent, "cannot be opened: No such file or directory.");
    QVERIFY(absent.error().code == ErrorCode::NotFound);
  }

  void streams() {
    QTemporaryDir folder;
    const std::string pipe = test::inside(folder, "pipe");
    QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
    std::thread writer([&] { test::write_file(pipe, std::string(300'000, 'z')); });
    const auto text = read_stream(pipe, 300'000);
    writer.join();
    REQUIRE(text);
    QCOMPARE(*text, std::string(300'000, 'z'));
    REQUIRE_REFUSED(read_stream("/dev/zero", 1000), "is longer than 1000 bytes");
    REQUIRE_REFUSED(read_stream(folder.path().toStdString(), 1000), "is a folder");
    REQUIRE_REFUSED(read_stream(pipe + "-absent", 1000), "No such file");
    QCOMPARE(*read_stream("/dev/null", 1000), std::string());
  }

  /// What is gone reads as zeros, on whatever thread, and is told once to the thread that met it.
  void a_shortened_file() {
    survive_shortened_files();
    QTemporaryDir folder;
    const std::string path = test::inside(folder, "file");
    constexpr size_t kPage = 4096;
    QVERIFY(test::write_file(path, std::string(40 * kPage, 'x')));
    auto file = MappedFile::open(path);
    REQUIRE(file);
    QCOMPARE(truncate(path.c_str(), 3 * kPage), 0);
    std::thread([&] {
      QCOMPARE(file->bytes()[20 * kPage], std::byte{0});
      QVERIFY(!shortened_file());
    }).join();
    REQUIRE(shortened_file()); // not this thread's
    QCOMPARE(file->bytes()[3 * kPage - 1], std::byte{'x'});
    QCOMPARE(file->bytes()[3 * kPage], std::byte{0});
    QCOMPARE(file->bytes()[40 * kPage - 1], std::byte{0});
    const Status found = shortened_file();
    REQUIRE_REFUSED(found, "file was shortened while it was read");
    QCOMPARE(found.error().where, path);
    REQUIRE(shortened_file());           // told once
    MappedFile moved = std::move(*file); // its place goes with it
    QCOMPARE(moved.bytes()[0], std::byte{'x'});
  }

  void many_mapped_files_come_and_go() {
    QTemporaryDir folder;
    std::vector<MappedFile> files;
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 200; ++i) {
        const std::string path = test::inside(folder, std::to_string(i));
        QVERIFY(test::write_file(path, std::string(8192, 'x')));
        auto file = MappedFile::open(path);
        REQUIRE(file);
        files.push_back(std::move(*file));
      }
      const std::string last = test::inside(folder, "199");
      QCOMPARE(truncate(last.c_str(), 0), 0);
      QCOMPARE(files.back().bytes()[5000], std::byte{0});
      REQUIRE_REFUSED(shortened_file(), "199 was shortened");
      files.clear();
    }
  }

  void without_a_home_nothing_is_kept() {
    const QByteArray xdg = qgetenv("XDG_CACHE_HOME"), home = qgetenv("HOME");
    qputenv("XDG_CACHE_HOME", "/x");
    QCOMPARE(cache_folder(), std::string("/x/paretoscope"));
    qputenv("XDG_CACHE_HOME", "x"); // to be ignored, says the standard
    qputenv("HOME", "/h");
    QCOMPARE(cache_folder(), std::string("/h/.cache/paretoscope"));
    qunsetenv("XDG_CACHE_HOME");
    QCOMPARE(cache_folder(), std::string("/h/.cache/paretoscope"));
    for (const char* none : {"", "relative"}) {
      qputenv("HOME", none);
      QCOMPARE(cache_folder(), std::string());
    }
    qunsetenv("HOME");
    QCOMPARE(cache_folder(), std::string());
    qputenv("XDG_CACHE_HOME", xdg);
    qputenv("HOME", home);
  }

  void pages() {
    for (const int64_t size : {int64_t{1}, int64_t{4096}, (int64_t{2} << 20) - 1, int64_t{2} << 20, int64_t{5} << 20}) {
      auto buffer = PageBuffer::allocate(size);
      REQUIRE(buffer);
      QVERIFY(buffer->size() >= size);
      for (int64_t i = 0; i < size; i += 1009)
        QCOMPARE(buffer->data()[i], std::byte{0});
      buffer->data()[size - 1] = std::byte{7};
      PageBuffer moved(std::move(*buffer));
      QCOMPARE(moved.data()[size - 1], std::byte{7});
      QVERIFY(!buffer->data());
      QCOMPARE(buffer->size(), int64_t{0});
    }
    const auto none = PageBuffer::allocate(0);
    REQUIRE(none);
    QVERIFY(!none->data());
    const auto huge = PageBuffer::allocate(int64_t{1} << 62);
    REQUIRE_REFUSED(huge, "The system refused 4398046511104 MiB of memory");
    QVERIFY(huge.error().code == ErrorCode::OutOfMemory);
  }

  void resident_memory() {
    QVERIFY(total_memory_bytes() > 0);
    QVERIFY(available_memory_bytes() > 0);
    QVERIFY(available_memory_bytes() <= total_memory_bytes());
    reset_peak_resident();
    const int64_t before = peak_resident_bytes();
    QVERIFY(before > 0);
    QVERIFY(peak_resident_bytes(getpid()) >= before);
    QCOMPARE(peak_resident_bytes(INT_MAX), int64_t{0}); // no such process
    constexpr int64_t kSize = int64_t{64} << 20;
    auto buffer = PageBuffer::allocate(kSize);
    REQUIRE(buffer);
    QVERIFY(peak_resident_bytes() < before + kSize / 2); // taken only when touched
    std::memset(buffer->data(), 1, kSize);
    QVERIFY(peak_resident_bytes() >= before + kSize / 2);
  }

  /// Two chiplets of two processors each, and small caches inside.
  void caches() {
    const QTemporaryDir root;
    const std::string at = root.path().toStdString();
    QCOMPARE(cache_bytes(at), int64_t{0});
    const auto put = [&](int processor, int index, const char* size, const char* sharers) {
      const QString folder =
          root.path() + QString("/sys/devices/system/cpu/cpu%1/cache/index%2").arg(processor).arg(index);
      QVERIFY(QDir().mkpath(folder));
      QVERIFY(test::write_file(folder.toStdString() + "/size", size));
      QVERIFY(test::write_file(folder.toStdString() + "/shared_cpu_list", sharers));
    };
    for (int processor = 0; processor < 4; ++processor) {
      put(processor, 0, "32K\n", "0\n");
      put(processor, 3, "16384K\n", processor < 2 ? "0-1\n" : "2-3\n");
    }
    QCOMPARE(cache_bytes(at), int64_t{32} << 20);
    put(3, 3, "garbage", "2-3\n"); // then the inner one is the outermost that is known
    put(2, 3, "-5K\n", "2-3\n");
    QCOMPARE(cache_bytes(at), (int64_t{16} << 20) + (int64_t{32} << 10));
    QVERIFY(cache_bytes() >= 0);
  }

  void processor() {
    QVERIFY(!cpu_info().model.empty());
    QVERIFY(cpu_info().usable_threads >= 1);
    QVERIFY(process_cpu_seconds() > 0);
    QVERIFY(machine_busy_seconds() >= process_cpu_seconds() - 0.1); // steps of 10 ms
  }
};

PARETO_TEST(FilesAndMemoryTest)
#include "tst_files_and_memory.moc"
