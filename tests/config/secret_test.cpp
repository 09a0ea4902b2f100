// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/clusterfile.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

namespace tandem::config {
namespace {

class Secret : public testing::Test
{
protected:
    void SetUp() override
    {
        std::string pattern = std::filesystem::temp_directory_path() / "tandem-secret-XXXXXX";
        m_directory = mkdtemp(pattern.data());
    }
    void TearDown() override { std::filesystem::remove_all(m_directory); }

    std::string file(const std::string &name, const std::string &text, mode_t mode = 0600)
    {
        const auto path = m_directory + "/" + name;
        std::ofstream(path) << text;
        chmod(path.c_str(), mode);
        return path;
    }

    std::string m_directory;
};

std::string refusal(const std::string &path)
{
    const auto secret = readSecret(path);
    if (secret)
        return "accepted";
    EXPECT_EQ(secret.error().code, ErrorCode::BadFile);
    EXPECT_EQ(secret.error().place, path);
    return secret.error().text + "; " + secret.error().fix;
}

TEST_F(Secret, IsTheFirstLineWithoutItsLineBreak)
{
    EXPECT_EQ(readSecret(file("a", "pässword \n")), "pässword ");
    EXPECT_EQ(readSecret(file("b", "pass")), "pass");
    EXPECT_EQ(readSecret(file("c", "pass\r\nsecond\n")), "pass");
    EXPECT_EQ(readSecret(file("d", std::string(1024, 'x') + "\n", 0640)), std::string(1024, 'x'));
}

TEST_F(Secret, ThatEverybodyMayReadIsRefused)
{
    const auto path = file("a", "pass\n", 0644);
    EXPECT_EQ(refusal(path), "everybody may read this secret (mode 0644); run: chmod o-r " + path);
}

TEST_F(Secret, ThatEverybodyMayChangeIsRefused)
{
    const auto path = file("a", "pass\n", 0602);
    EXPECT_EQ(refusal(path), "everybody may change this secret (mode 0602); run: chmod o-w " + path);
}

TEST_F(Secret, ThatNobodyMayReadIsRefusedByRootToo)
{
    const auto path = file("a", "pass\n", 0200);
    const auto text = refusal(path);
    if (geteuid() == 0)
        EXPECT_EQ(text, "nobody may read this secret (mode 0200); run: chmod u+r " + path);
    else
        EXPECT_EQ(text.find("this program may not read it"), 0U) << text;
}

TEST_F(Secret, ThatIsMissingEmptyTooLongOrBinaryIsRefused)
{
    EXPECT_EQ(refusal(m_directory + "/none"), "there is no such file; create it, or correct the path");
    EXPECT_EQ(refusal(file("a", "")), "this secret is empty; write it on the first line");
    EXPECT_EQ(refusal(file("b", "\npass\n")), "this secret is empty; write it on the first line");
    EXPECT_EQ(refusal(file("c", std::string(1025, 'x'))),
              "this secret is longer than 1024 bytes; is it the right file?");
    EXPECT_EQ(refusal(file("d", std::string("a\0b", 3))),
              "this secret has a control character in it; is it the right file?");
}

TEST_F(Secret, ThatIsNoRegularFileIsRefusedWithoutWaiting)
{
    const auto fifo = m_directory + "/fifo";
    ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_EQ(refusal(fifo), "this secret is no regular file; name a file that holds the secret");
    EXPECT_EQ(refusal(m_directory), "this secret is no regular file; name a file that holds the secret");
}

class Secrets : public Secret
{
protected:
    Cluster cluster(const std::string &authPass, const std::string &password)
    {
        Cluster all;
        Instance instance{.name = "VI_1", .virtualRouterId = *VirtualRouterId::of(51)};
        instance.passwordFile = authPass;
        all.instances = {instance};
        all.maxscale = MaxScale{};
        all.maxscale->passwordFile = password;
        all.maxscale->adminPasswordFile = password;
        return all;
    }
};

std::vector<std::string> found(const Cluster &cluster, SecretReader reader)
{
    std::vector<std::string> all;
    for (const auto &error : checkSecrets(cluster, reader))
        all.push_back(error.place + ": " + error.text);
    return all;
}

TEST_F(Secrets, AreAllCheckedOnceEach)
{
    const auto empty = file("empty", "");
    const auto open = file("open", "pass", 0644);
    const std::vector<std::string> expected = {
        empty + ": this secret is empty, named by auth_pass_file of VI_1",
        open + ": everybody may read this secret (mode 0644), named by maxscale.password_file"};
    EXPECT_EQ(found(cluster(empty, open), SecretReader::Any), expected);
}

TEST_F(Secrets, OfTheOtherProgramAreNotReadButTheirPermissionsAreSeen)
{
    const auto empty = file("empty", "");
    EXPECT_EQ(found(cluster(file("good", "pass"), empty), SecretReader::Engine), std::vector<std::string>{});
    EXPECT_EQ(found(cluster(empty, file("good", "pass")), SecretReader::Agent), std::vector<std::string>{});
    const auto open = file("open", "pass", 0604);
    EXPECT_EQ(found(cluster(file("good", "pass"), open), SecretReader::Engine).size(), 1U);
    EXPECT_EQ(found(cluster(open, file("good", "pass")), SecretReader::Agent).size(), 1U);
    EXPECT_EQ(found(cluster(file("good", "pass"), m_directory + "/none"), SecretReader::Engine).size(), 1U);
}

TEST_F(Secrets, WrittenInTheFileNeedNoFile)
{
    EXPECT_EQ(found(cluster("", ""), SecretReader::Any), std::vector<std::string>{});
}

} // namespace
} // namespace tandem::config
