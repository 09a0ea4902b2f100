// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/clusterfile.h"
#include "generate/generator.h"
#include "generate/outputdirectory.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <unistd.h>

namespace tandem::generate {
namespace {

constexpr auto text = R"(
format = 1
[cluster]
name = "shop"
engine = "keepalived"
[[node]]
name = "a"
address = "10.77.0.1"
address6 = "fe80::1"
interface = "eth0"
priority = 150
version_string = "A"
[[node]]
name = "b"
address = "10.77.0.2"
address6 = "fe80::2"
interface = "eth0"
priority = 100
[[node]]
name = "c"
address = "10.77.0.3"
address6 = "fe80::3"
interface = "eth0"
priority = 50
[[vrrp_instance]]
name = "VI_1"
version = 2
virtual_router_id = 51
virtual_ipaddress = ["10.77.0.100/24"]
auth_type = "PASS"
auth_pass = "mypass"
unicast = true
track = ["maxscale"]
[[vrrp_instance]]
name = "VI_2"
virtual_router_id = 52
advert_int = 0.5
virtual_ipaddress = ["fe80::100/64", "fd00:77::100/64"]
track = ["maxscale"]
[[sync_group]]
name = "G1"
members = ["VI_1", "VI_2"]
[[check]]
name = "maxscale"
[maxscale]
user = "admin"
password = 'se"cr\et'
mode = "passive"
servers = ["server1"]
)";

Input input(const std::string &directory = "/etc/keepalived")
{
    const auto cluster = config::parseCluster(text, "cluster.toml", "/");
    if (!cluster) {
        for (const auto &error : cluster.error().errors)
            ADD_FAILURE() << describe(error);
        return {};
    }
    Input all;
    all.cluster = *cluster;
    all.clusterText = text;
    all.directory = directory;
    return all;
}

const File &fileOf(const std::vector<File> &files, const std::string &path)
{
    static const File none;
    const auto found = std::ranges::find(files, path, &File::path);
    EXPECT_NE(found, files.end()) << path;
    return found == files.end() ? none : *found;
}

struct Ran
{
    int status = -1;
    std::string output;
};

Ran run(const std::string &command)
{
    Ran ran;
    FILE *const pipe = popen(("(" + command + ") 2>&1").c_str(), "r");
    std::array<char, 4096> part{};
    while (std::fgets(part.data(), part.size(), pipe) != nullptr)
        ran.output += part.data();
    ran.status = pclose(pipe);
    return ran;
}

/// A directory whose files root alone may write, as script security asks for.
struct Directory
{
    std::filesystem::path path;
    Directory() : path(std::filesystem::current_path() / ("generate-" + std::to_string(getpid())))
    {
        std::filesystem::create_directories(path);
    }
    ~Directory() { std::filesystem::remove_all(path); }
    Directory(const Directory &) = delete;
    Directory &operator=(const Directory &) = delete;
    void write(const std::vector<File> &files, const std::string &below) const
    {
        for (const auto &file : files) {
            if (!file.path.starts_with(below))
                continue;
            const auto to = path / file.path.substr(below.size());
            std::ofstream(to) << file.bytes;
            std::filesystem::permissions(to, static_cast<std::filesystem::perms>(file.mode));
        }
    }
};

TEST(Generator, GivesEqualBytesForEqualInput)
{
    EXPECT_EQ(*generate(input()), *generate(input()));
}

/// After a change that is meant: tandemctl generate cluster.toml --out site --force, in tests/generate/golden.
TEST(Generator, WritesTheSiteThatIsKeptBesideThisTest)
{
    const std::filesystem::path golden = TANDEM_SOURCE_DIR "/tests/generate/golden";
    const auto textOf = [](const std::filesystem::path &path) {
        std::ostringstream bytes;
        bytes << std::ifstream(path).rdbuf();
        return bytes.str();
    };
    Input all;
    all.clusterText = textOf(golden / "cluster.toml");
    const auto cluster = config::parseCluster(all.clusterText, "cluster.toml", "/");
    ASSERT_TRUE(cluster);
    all.cluster = *cluster;
    const auto files = generate(all);
    ASSERT_TRUE(files);
    for (const auto &file : *files)
        EXPECT_EQ(file.bytes, textOf(golden / "site" / file.path)) << file.path;
    EXPECT_EQ(OutputDirectory(golden / "site").others(*files), std::vector<std::string>());
}

TEST(Generator, KeepsSecretsInFilesOfMode0600)
{
    const auto files = generate(input());
    ASSERT_TRUE(files);
    for (const auto &file : *files) {
        if (const bool holds =
                file.bytes.find("mypass") != std::string::npos || file.bytes.find("se\"cr") != std::string::npos;
            holds) {
            EXPECT_TRUE(file.isSecret()) << file.path;
        }
    }
    EXPECT_EQ(fileOf(*files, "a/keepalived/notify.password").mode, 0600);
}

TEST(Generator, RefusesAPasswordThatItWasNotGiven)
{
    auto all = input();
    all.cluster.instances.front().password.clear();
    all.cluster.instances.front().passwordFile = "/etc/tandem/pass";
    const auto files = generate(all);
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().place, "/etc/tandem/pass");
}

TEST(Generator, RefusesAPasswordThatKeepalivedWouldReadOtherwise)
{
    auto all = input();
    all.cluster.instances.front().password = "a\\\"b";
    EXPECT_FALSE(generate(all));
}

TEST(Generator, RefusesACheckThatKeepalivedCannotDo)
{
    auto all = input();
    all.cluster.checks.front().kind = config::CheckKind::Gateway;
    EXPECT_FALSE(generate(all));
}

TEST(Generator, HandsTheSitesNotifyScriptItsWordsAsTheyStand)
{
    auto all = input();
    all.cluster.notifyScript = "/opt/n '$HOME'";
    const auto files = generate(all);
    ASSERT_TRUE(files);
    EXPECT_NE(fileOf(*files, "a/keepalived/notify").bytes.find("'/opt/n' '$HOME' \"$@\""), std::string::npos);
}

TEST(Generator, SaysHowToInstallTheStandbyFirst)
{
    const auto files = generate(input());
    ASSERT_TRUE(files);
    const auto &guide = fileOf(*files, "INSTALL.md").bytes;
    EXPECT_LT(guide.find("## c"), guide.find("## a"));
    EXPECT_NE(guide.find("install -o root -g root -m 0600 'a/keepalived/keepalived.conf' "
                         "'/etc/keepalived/keepalived.conf'"),
              std::string::npos);
    EXPECT_EQ(guide.find("mypass"), std::string::npos);
}

TEST(Generator, TellsKeepalivedAllOtherNodesForUnicast)
{
    const auto files = generate(input());
    ASSERT_TRUE(files);
    EXPECT_NE(fileOf(*files, "b/keepalived/keepalived.conf")
                  .bytes.find("unicast_src_ip 10.77.0.2\n    unicast_peer {\n        10.77.0.1\n        10.77.0.3\n"),
              std::string::npos);
}

TEST(Generator, WritesWhatKeepalivedAcceptsWithoutAWord)
{
    if (run("command -v keepalived").status != 0)
        GTEST_SKIP() << "keepalived is not installed";
    if (geteuid() != 0)
        GTEST_SKIP() << "keepalived -t and root's scripts need root";
    const Directory directory;
    const auto files = generate(input(directory.path));
    ASSERT_TRUE(files);
    for (const std::string node : {"a", "b", "c"}) {
        directory.write(*files, node + "/keepalived/");
        const auto ran = run(
            "unshare -n sh -c 'ip link add eth0 type veth peer name eth1 && ip link set eth0 up && keepalived -t -f " +
            (directory.path / "keepalived.conf").string() + "'");
        EXPECT_EQ(ran.status, 0);
        EXPECT_EQ(ran.output, "");
    }
}

/// Answers as MaxScale does, and keeps the mode; says where it listens on its first line.
constexpr auto server = R"(
import http.server, base64
mode = 'false'
want = 'Basic ' + base64.b64encode(b'admin:se"cr\\et').decode()
class H(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body=''):
        self.send_response(status); self.end_headers(); self.wfile.write(body.encode())
    def do_GET(self):
        if self.headers['Authorization'] != want: self.answer(401)
        elif self.path == '/v1/servers': self.answer(200, '{"data": [{"id": "server1"}]}')
        else: self.answer(200, '{"data": {"passive": ' + mode + '}}')
    def do_PATCH(self):
        global mode
        body = self.rfile.read(int(self.headers['Content-Length'])).decode()
        if self.path != '/v1/maxscale?sync=false': self.answer(400); return
        mode = 'true' if '"passive":true' in body else 'false'
        self.answer(204)
    def log_message(self, *a): pass
s = http.server.HTTPServer(('127.0.0.1', 0), H)
import os, sys, threading
open(os.path.dirname(sys.argv[0]) + '/pid', 'w').write(str(os.getpid()))
print(s.server_port, flush=True)
threading.Timer(60, lambda: os._exit(0)).start()
s.serve_forever()
)";

TEST(Generator, WritesScriptsThatCheckMaxScaleAndSetItsMode)
{
    if (run("command -v curl && command -v python3 && command -v flock").status != 0)
        GTEST_SKIP() << "curl, python3 or flock is not installed";
    const Directory directory;
    std::ofstream(directory.path / "server.py") << server;
    FILE *const maxscale = popen(("exec python3 " + (directory.path / "server.py").string()).c_str(), "r");
    std::array<char, 16> port{};
    ASSERT_NE(std::fgets(port.data(), port.size(), maxscale), nullptr);
    auto all = input(directory.path);
    all.cluster.maxscale->url = "http://127.0.0.1:" + std::to_string(std::atoi(port.data()));
    all.runDirectory = directory.path / "run";
    directory.write(*generate(all), "a/keepalived/");
    const auto script = [&](const std::string &line) { return run(directory.path.string() + "/" + line); };
    const auto passive = [&] {
        return run("curl -s --noproxy '*' -u 'admin:se\"cr\\et' " + all.cluster.maxscale->url + "/v1/maxscale").output;
    };
    EXPECT_EQ(script("check-maxscale").status, 0) << script("check-maxscale").output;
    for (const std::string state : {"BACKUP", "FAULT", "STOP"}) {
        const auto taken = script("notify GROUP G1 MASTER 150");
        EXPECT_EQ(taken.status, 0) << taken.output;
        EXPECT_EQ(passive(), R"({"data": {"passive": false}})");
        const auto left = script("notify GROUP G1 " + state + " 150");
        EXPECT_EQ(left.status, 0) << left.output;
        EXPECT_EQ(passive(), R"({"data": {"passive": true}})") << state;
    }
    EXPECT_NE(script("notify GROUP G1 NONSENSE 150").status, 0);

    all.cluster.maxscale->servers = {"server2"};
    directory.write(*generate(all), "a/keepalived/");
    EXPECT_NE(script("check-maxscale").status, 0);
    all.cluster.maxscale->servers = {"server1"};
    all.cluster.maxscale->password = "wrong";
    directory.write(*generate(all), "a/keepalived/");
    EXPECT_EQ(script("check-maxscale").status, 0) << "alive all the same";
    EXPECT_NE(script("check-maxscale").output.find("HTTP 401"), std::string::npos);
    run("kill $(cat " + (directory.path / "pid").string() + ")");
    pclose(maxscale);
}

TEST(Generator, WritesAScriptForAFileThatJudgesAsTandemDoes)
{
    const Directory directory;
    auto all = input(directory.path);
    auto &check = all.cluster.checks.emplace_back(all.cluster.checks.front());
    check.name = "state";
    check.kind = config::CheckKind::File;
    check.file = directory.path / "it's state";
    directory.write(*generate(all), "a/keepalived/");
    const auto isGood = [&] { return run((directory.path / "check-state").string()).status == 0; };
    EXPECT_FALSE(isGood());
    for (const auto &[content, good] : std::initializer_list<std::pair<const char *, bool>>{{"", true},
                                                                                            {"0\n", true},
                                                                                            {"00", true},
                                                                                            {"-0", true},
                                                                                            {"up", true},
                                                                                            {"1", false},
                                                                                            {" -12\n", false},
                                                                                            {"007", false}}) {
        std::ofstream(check.file) << content;
        EXPECT_EQ(isGood(), good) << content;
    }
}

TEST(Generator, WritesAScriptForAPortThatFailsWhereNobodyListens)
{
    if (run("command -v python3").status != 0)
        GTEST_SKIP() << "python3 is not installed";
    const Directory directory;
    auto all = input(directory.path);
    auto &check = all.cluster.checks.front();
    check.kind = config::CheckKind::Tcp;
    FILE *const listener = popen("exec python3 -c 'import socket, sys\n"
                                 "s = socket.create_server((\"127.0.0.1\", 0)); print(s.getsockname()[1], flush=True)\n"
                                 "s.settimeout(60); s.accept()'",
                                 "r");
    std::array<char, 16> port{};
    ASSERT_NE(std::fgets(port.data(), port.size(), listener), nullptr);
    check.port = static_cast<std::uint16_t>(std::atoi(port.data()));
    directory.write(*generate(all), "a/keepalived/");
    const std::string script = directory.path / "check-maxscale";
    EXPECT_EQ(run(script).status, 0) << run(script).output;
    pclose(listener); // ends with its first connection
    EXPECT_NE(run(script).status, 0);
}

TEST(Generator, WritesACheckThatTakesABlockedRestForNoFailureWhileAListenerGreets)
{
    if (run("command -v python3 && command -v curl && command -v bash").status != 0)
        GTEST_SKIP() << "python3, curl or bash is not installed";
    const Directory directory;
    // Two ports: one accepts and says nothing, one says the octets that its line on standard input gives.
    std::ofstream(directory.path / "two.py") << R"(
import os, socket, sys, threading
silent = socket.create_server(('127.0.0.1', 0)); greeter = socket.create_server(('127.0.0.1', 0))
print(silent.getsockname()[1], greeter.getsockname()[1], flush=True)
threading.Timer(60, lambda: os._exit(0)).start()
while True:
    s, _ = greeter.accept()
    s.sendall(open(sys.argv[1], 'rb').read()); s.close()
)";
    std::ofstream(directory.path / "words") << std::string("\x4a\0\0\0\x0a", 5) << "11.4.2-MaxScale";
    FILE *const pair = popen(
        ("echo $$; exec python3 " + (directory.path / "two.py").string() + " " + (directory.path / "words").string())
            .c_str(),
        "r");
    int pid = 0, silent = 0, greeter = 0;
    ASSERT_EQ(std::fscanf(pair, "%d %d %d", &pid, &silent, &greeter), 3);
    auto all = input(directory.path);
    all.cluster.maxscale->url = "http://127.0.0.1:" + std::to_string(silent);
    const auto isGood = [&](std::vector<std::uint16_t> listeners) {
        all.cluster.maxscale->listeners = std::move(listeners);
        directory.write(*generate(all), "a/keepalived/");
        return run((directory.path / "check-maxscale").string()).status == 0;
    };
    EXPECT_FALSE(isGood({}));
    EXPECT_TRUE(isGood({static_cast<std::uint16_t>(greeter)}));
    EXPECT_TRUE(isGood({static_cast<std::uint16_t>(silent), static_cast<std::uint16_t>(greeter)}));
    EXPECT_FALSE(isGood({static_cast<std::uint16_t>(silent)}));
    std::ofstream(directory.path / "words") << "HTTP/1.1 400";
    EXPECT_FALSE(isGood({static_cast<std::uint16_t>(greeter)}));
    kill(pid, SIGTERM);
    pclose(pair);
}

TEST(Generator, WritesScriptsThatShellcheckAccepts)
{
    if (run("command -v shellcheck").status != 0)
        GTEST_SKIP() << "shellcheck is not installed";
    const Directory directory;
    const auto files = generate(input(directory.path));
    ASSERT_TRUE(files);
    directory.write(*files, "a/keepalived/");
    const auto ran = run("cd " + directory.path.string() + " && shellcheck check-maxscale notify");
    EXPECT_EQ(ran.status, 0) << ran.output;
}

} // namespace
} // namespace tandem::generate
