// SPDX-License-Identifier: GPL-3.0-or-later
// replace_file: what it replaces, what it refuses, and that nothing half-written remains.
#include "core/platform/files.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <QDir>

#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace pareto;

class FileWritingTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = test::inside(*m_folder, "out");
  }

  void a_new_file() {
    REQUIRE(replace_file(m_path, std::string_view("a\0b", 3)));
    QCOMPARE(test::read_file(m_path), std::string("a\0b", 3));
    const mode_t mask = umask(0);
    umask(mask);
    QCOMPARE(mode_of(m_path), static_cast<mode_t>(0666 & ~mask));
    QCOMPARE(left(), QStringList{"out"});
  }

  void a_file_is_replaced_with_its_permissions() {
    QVERIFY(test::write_file(m_path, "something longer than before"));
    QCOMPARE(chmod(m_path.c_str(), 0640), 0);
    REQUIRE(replace_file(m_path, "new"));
    QCOMPARE(test::read_file(m_path), std::string("new"));
    QCOMPARE(mode_of(m_path), mode_t{0640});
    QCOMPARE(left(), QStringList{"out"});
  }

  void parts_come_one_after_the_other() {
    const std::string large(5'000'000, 'x');
    const std::vector<std::string_view> parts{"begin ", large, {}, " end"};
    REQUIRE(replace_file(m_path, parts));
    QCOMPARE(test::read_file(m_path), "begin " + large + " end");
  }

  void beside_the_working_folder() {
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(m_folder->path()));
    REQUIRE(replace_file("here", "x"));
    QVERIFY(QDir().mkdir("below"));
    REQUIRE(replace_file("below/there", "y"));
    QVERIFY(QDir::setCurrent(before));
    QCOMPARE(test::read_file(test::inside(*m_folder, "here")), std::string("x"));
    QCOMPARE(test::read_file(test::inside(*m_folder, "below/there")), std::string("y"));
  }

  void a_link_stays_a_link_data() {
    QTest::addColumn<QString>("to");
    QTest::newRow("absolute") << "{folder}/file";
    QTest::newRow("relative") << "file";
    QTest::newRow("through a folder") << "below/../file";
    QTest::newRow("through another link") << "other";
    QTest::newRow("to what is not there yet") << "absent";
  }
  void a_link_stays_a_link() {
    QFETCH(QString, to);
    to.replace("{folder}", m_folder->path());
    QVERIFY(QDir(m_folder->path()).mkdir("below"));
    const std::string file = test::inside(*m_folder, to == "absent" ? "absent" : "file");
    if (to != "absent")
      QVERIFY(test::write_file(file, "old"));
    QCOMPARE(symlink("file", test::inside(*m_folder, "other").c_str()), 0);
    QCOMPARE(symlink(to.toUtf8().constData(), m_path.c_str()), 0);
    const QStringList before = left();
    REQUIRE(replace_file(m_path, "new"));
    QVERIFY(QFileInfo(QString::fromStdString(m_path)).isSymLink());
    QCOMPARE(test::read_file(file), std::string("new"));
    QCOMPARE(left().size(), before.size() + (to == "absent"));
  }

  void refused_data() {
    QTest::addColumn<QString>("make");
    QTest::addColumn<QString>("says");
    QTest::newRow("folder") << "folder"
                            << "out is a folder, which is not replaced";
    QTest::newRow("pipe") << "pipe"
                          << "out is a named pipe, which is not replaced";
    QTest::newRow("link to a device") << "link /dev/null"
                                      << "out is a device, which is not replaced";
    QTest::newRow("link to a folder") << "link ."
                                      << "out is a folder";
    QTest::newRow("link to itself") << "link out"
                                    << "leads back to itself";
    QTest::newRow("link to an open descriptor") << "link /proc/self/fd/1"
                                                << "open descriptor";
    QTest::newRow("link into nothing") << "link no/such/folder"
                                       << "takes no new file (No such file or directory)";
  }
  void refused() {
    QFETCH(QString, make);
    QFETCH(QString, says);
    if (make == "folder")
      QVERIFY(QDir(m_folder->path()).mkdir("out"));
    else if (make == "pipe")
      QCOMPARE(mkfifo(m_path.c_str(), 0600), 0);
    else
      QCOMPARE(symlink(make.mid(5).toUtf8().constData(), m_path.c_str()), 0);
    struct stat before {
    }, after{};
    QCOMPARE(lstat(m_path.c_str(), &before), 0);
    REQUIRE_REFUSED(replace_file(m_path, "x"), says.toStdString());
    QCOMPARE(lstat(m_path.c_str(), &after), 0);
    QCOMPARE(before.st_ino, after.st_ino);
    QCOMPARE(before.st_mode, after.st_mode);
    QCOMPARE(left(), QStringList{"out"});
  }

  void names_that_are_none() {
    REQUIRE_REFUSED(replace_file("", "x"), "needs a name");
    REQUIRE_REFUSED(replace_file(std::string("a\0b", 3), "x"), "NUL");
    REQUIRE_REFUSED(replace_file("/dev/full", "x"), "is a device");
    REQUIRE_REFUSED(replace_file("/proc/no-such-thing", "x"), "takes no new file");
    REQUIRE_REFUSED(replace_file(m_path + "/x", "x"), "takes no new file (No such file or directory)");
    REQUIRE_REFUSED(replace_file(test::inside(*m_folder, std::string(300, 'n')), "x"), "File name too long");
    QCOMPARE(left(), QStringList());
  }

  void no_room() {
    QVERIFY(test::write_file(m_path, "old"));
    const pid_t child = fork();
    if (child == 0) { // the limit on a file's size stands for a full disk
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{100'000, 100'000};
      setrlimit(RLIMIT_FSIZE, &limit);
      const Status status = replace_file(m_path, std::string(200'000, 'x'));
      _exit(!status && status.error().message.find("cannot be written: File too large") != std::string::npos ? 0 : 1);
    }
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    QCOMPARE(test::read_file(m_path), std::string("old"));
    QCOMPARE(left(), QStringList{"out"});
  }

  /// Killed at any moment, a writer leaves the old bytes or the new ones.
  void killed_writers() {
    const std::string old_bytes(3'000'000, 'o'), new_bytes(3'000'000, 'n');
    QVERIFY(test::write_file(m_path, old_bytes));
    for (int i = 0; i < 40; ++i) {
      const pid_t child = fork();
      if (child == 0) {
        while (true)
          static_cast<void>(replace_file(m_path, i % 2 ? old_bytes : new_bytes));
      }
      usleep(static_cast<useconds_t>(500 * i));
      ::kill(child, SIGKILL);
      int status = 0;
      QCOMPARE(waitpid(child, &status, 0), child);
      const std::string found = test::read_file(m_path);
      QVERIFY(found == old_bytes || found == new_bytes);
    }
  }

  void plain_names() {
    for (const char* name : {":memory:", "file:x?mode=memory", "file::memory:?cache=shared"})
      QCOMPARE(*plain_file_name(name, "It"), "./" + std::string(name));
    QCOMPARE(*plain_file_name("/a/b", "It"), std::string("/a/b"));
    REQUIRE_REFUSED(plain_file_name("", "The results file"), "The results file needs a name.");
    REQUIRE_REFUSED(plain_file_name(m_folder->path().toStdString(), "The results file"), "is a folder");
    REQUIRE_REFUSED(plain_file_name("/dev/null", "The results file"), "is a device");
    QCOMPARE(mkfifo(m_path.c_str(), 0600), 0);
    REQUIRE_REFUSED(plain_file_name(m_path, "The results file"), "is a named pipe");
    REQUIRE_REFUSED(plain_file_name(std::string("a\0b", 3), "The results file"), "NUL");
  }

private:
  static mode_t mode_of(const std::string& path) {
    struct stat facts {};
    return stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777 : 0;
  }
  QStringList left() const {
    return QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
  }
  std::unique_ptr<QTemporaryDir> m_folder;
  std::string m_path;
};

PARETO_TEST(FileWritingTest)
#include "tst_file_writing.moc"
