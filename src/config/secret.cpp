// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/clusterfile.h"
#include "config/file.h"

#include <algorithm>
#include <array>

namespace tandem::config {

namespace {

constexpr std::size_t longestSecret = 1024;

std::string octal(mode_t mode)
{
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "%04o", static_cast<unsigned>(mode & 07777U));
    return text.data();
}

/// Who may read it: a rule of the file itself, the same for each program and for root.
Result<void> checkPermissions(const std::string &path, mode_t mode)
{
    if (!S_ISREG(mode))
        return fail(ErrorCode::BadFile, path, "this secret is no regular file", "name a file that holds the secret");
    if ((mode & S_IROTH) != 0)
        return fail(ErrorCode::BadFile, path, "everybody may read this secret (mode " + octal(mode) + ")",
                    "run: chmod o-r " + path);
    if ((mode & S_IWOTH) != 0)
        return fail(ErrorCode::BadFile, path, "everybody may change this secret (mode " + octal(mode) + ")",
                    "run: chmod o-w " + path);
    if ((mode & (S_IRUSR | S_IRGRP)) == 0)
        return fail(ErrorCode::BadFile, path, "nobody may read this secret (mode " + octal(mode) + ")",
                    "run: chmod u+r " + path);
    return {};
}

/// What can be said about another program's secret: that it exists and who may read it.
Result<void> checkFromOutside(const std::string &path)
{
    struct stat info = {};
    if (stat(path.c_str(), &info) == 0)
        return checkPermissions(path, info.st_mode);
    if (errno == EACCES)
        return {}; // in a directory of that program
    return systemFailure(path);
}

struct NamedSecret
{
    std::string key;
    const std::string &path;
    SecretReader reader;
};

std::vector<NamedSecret> secretsOf(const Cluster &cluster)
{
    std::vector<NamedSecret> all;
    for (const auto &instance : cluster.instances)
        all.push_back({"auth_pass_file of " + instance.name, instance.passwordFile, SecretReader::Engine});
    if (cluster.maxscale) {
        all.push_back({"maxscale.password_file", cluster.maxscale->passwordFile, SecretReader::Agent});
        all.push_back({"maxscale.admin_password_file", cluster.maxscale->adminPasswordFile, SecretReader::Agent});
        all.push_back({"maxscale.login_password_file", cluster.maxscale->loginPasswordFile, SecretReader::Agent});
    }
    return all;
}

} // namespace

Result<std::string> readSecret(const std::string &path)
{
    return openFile(path).and_then([&](const OpenFile &file) -> Result<std::string> {
        if (const auto allowed = checkPermissions(path, file.mode()); !allowed)
            return Failure(allowed.error());
        auto read = file.read(longestSecret + 2); // with its line break, and one byte too many
        if (!read)
            return read;
        auto secret = read->substr(0, read->find('\n'));
        if (!secret.empty() && secret.back() == '\r')
            secret.pop_back();
        if (secret.empty())
            return fail(ErrorCode::BadFile, path, "this secret is empty", "write it on the first line");
        if (secret.size() > longestSecret)
            return fail(ErrorCode::BadFile, path,
                        "this secret is longer than " + std::to_string(longestSecret) + " bytes",
                        "is it the right file?");
        const auto binary = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
        if (std::any_of(secret.begin(), secret.end(), binary))
            return fail(ErrorCode::BadFile, path, "this secret has a control character in it", "is it the right file?");
        return secret;
    });
}

std::vector<Error> checkSecrets(const Cluster &cluster, SecretReader reader)
{
    std::vector<Error> errors;
    std::vector<std::string> seen;
    for (const auto &[key, path, owner] : secretsOf(cluster)) {
        if (path.empty() || std::find(seen.begin(), seen.end(), path) != seen.end())
            continue;
        seen.push_back(path);
        const bool own = reader == SecretReader::Any || reader == owner;
        const auto checked = own ? readSecret(path).map([](const std::string &) {}) : checkFromOutside(path);
        if (!checked) {
            errors.push_back(checked.error());
            errors.back().text += ", named by " + key;
        }
    }
    return errors;
}

} // namespace tandem::config
