// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/cpu_info.h"
#include "core/platform/mapped_file.h"
#include "core/platform/memory.h"
#include "tests/support/test_support.h"

#include <cstring>

#include <sys/stat.h>

using namespace pareto;

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
    constexpr int64_t kSize = int64_t{64} << 20;
    auto buffer = PageBuffer::allocate(kSize);
    REQUIRE(buffer);
    QVERIFY(peak_resident_bytes() < before + kSize / 2); // taken only when touched
    std::memset(buffer->data(), 1, kSize);
    QVERIFY(peak_resident_bytes() >= before + kSize / 2);
  }

  void processor() {
    QVERIFY(!cpu_info().model.empty());
    QVERIFY(cpu_info().usable_threads >= 1);
    QVERIFY(process_cpu_seconds() > 0);
    QVERIFY(machine_busy_seconds() >= process_cpu_seconds() - 0.1); // steps of 10 ms
  }
};

QTEST_APPLESS_MAIN(FilesAndMemoryTest)
#include "tst_files_and_memory.moc"
