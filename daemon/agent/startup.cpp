// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/agent/startup.h"

#include "config/clusterfile.h"
#include "config/file.h"
#include "config/filetext.h"
#include "preflight/digest.h"

#include <QNetworkInterface>
#include <filesystem>
#include <system_error>

namespace tandem::agent {

namespace {

Result<std::string> nodeOf(const Options &options, const config::Cluster &cluster)
{
    if (options.node.empty() && options.act == Options::Act::Check)
        return cluster.nodes.front().name; // --check is about the file alone, and may run on any host
    if (options.node.empty()) {
        std::vector<IpAddress> addresses;
        for (const QHostAddress &address : QNetworkInterface::allAddresses())
            if (const auto parsed = IpAddress::parse(address.toString().section('%', 0, 0).toStdString()))
                addresses.push_back(*parsed);
        return config::localNode(cluster, addresses);
    }
    if (cluster.nodeNamed(options.node) == nullptr)
        return fail(ErrorCode::BadFile, options.cluster, "has no node \"" + options.node + "\"",
                    "name one of its nodes by --node");
    return options.node;
}

Result<std::string> secretOf(const std::string &literal, const std::string &file)
{
    return file.empty() ? Result<std::string>(literal) : config::readSecret(file);
}

Result<void> readCredentials(Setup &setup)
{
    if (!setup.cluster.maxscale)
        return {};
    const config::MaxScale &maxscale = *setup.cluster.maxscale;
    const auto password = secretOf(maxscale.password, maxscale.passwordFile);
    if (!password)
        return Failure(password.error());
    setup.reader = {maxscale.user, *password};
    if (maxscale.mode != config::Mode::Passive)
        return {};
    const auto adminPassword = secretOf(maxscale.adminPassword, maxscale.adminPasswordFile);
    if (!adminPassword)
        return Failure(adminPassword.error());
    setup.writer = {maxscale.adminUser, *adminPassword};
    return {};
}

/// While a file is on trial (its owner is tandemd, its directory too), it is the one in force.
std::string pathInForce(const std::string &clusterPath, const std::string &runDir)
{
    std::string trial = runDir + "/trial.toml";
    std::error_code ignored;
    return std::filesystem::is_regular_file(trial, ignored) ? trial : clusterPath;
}

Result<std::string> readInForce(const std::string &clusterPath, const std::string &runDir)
{
    const auto file = config::openFile(pathInForce(clusterPath, runDir));
    if (!file)
        return Failure(file.error());
    if (!S_ISREG(file->mode()))
        return fail(ErrorCode::BadFile, clusterPath, "this is no regular file",
                    "name the cluster file, such as cluster.toml");
    return file->read(config::longestClusterFile + 1);
}

/// Of the cluster file, whichever is in force: relative paths of one on trial are meant from there.
std::string directoryOf(const std::string &clusterPath)
{
    std::error_code ignored; // at worst relative paths stay relative
    return std::filesystem::absolute(clusterPath, ignored).parent_path().string();
}

} // namespace

tl::expected<Setup, std::vector<Error>> loadSetup(const Options &options)
{
    const auto text = readInForce(options.cluster, options.runDir);
    if (!text)
        return tl::unexpected(std::vector{text.error()});
    auto cluster = config::parseCluster(*text, options.cluster, directoryOf(options.cluster));
    if (!cluster)
        return tl::unexpected(cluster.error().errors);
    if (auto errors = config::checkSecrets(*cluster, config::SecretReader::Agent); !errors.empty())
        return tl::unexpected(std::move(errors));
    const auto node = nodeOf(options, *cluster);
    if (!node)
        return tl::unexpected(std::vector{node.error()});
    Setup setup{std::move(*cluster), *node, options.runDir, options.stateDir, {}, {}};
    setup.clusterFile = preflight::digestOf(*text);
    setup.clusterPath = options.cluster;
    setup.clusterText = config::withoutSecrets(*text);
    if (const auto read = readCredentials(setup); !read)
        return tl::unexpected(std::vector{read.error()});
    return setup;
}

std::string digestInForce(const Setup &setup)
{
    const auto text = readInForce(setup.clusterPath, setup.runDir);
    return text ? preflight::digestOf(*text) : std::string();
}

std::vector<Error> checkOffered(const Setup &setup, const std::string &text)
{
    auto cluster = config::parseCluster(text, "the offered file", directoryOf(setup.clusterPath));
    if (!cluster)
        return cluster.error().errors;
    if (auto errors = config::checkSecrets(*cluster, config::SecretReader::Agent); !errors.empty())
        return errors;
    if (cluster->nodeNamed(setup.node) == nullptr)
        return {{ErrorCode::Refused, "the offered file", "it has no node \"" + setup.node + "\", which this host is",
                 "take a host out of a cluster by hand: stop its tandemd first"}};
    if (cluster->engine != setup.cluster.engine)
        return {{ErrorCode::Refused, "the offered file", "it has another engine",
                 "go from one engine to the other by hand: see INSTALL.md of tandemctl generate"}};
    Setup next{std::move(*cluster), setup.node, setup.runDir, setup.stateDir, {}, {}};
    if (const auto read = readCredentials(next); !read)
        return {read.error()};
    return {};
}

Result<void> prepareDirectories(const Setup &setup)
{
    for (const std::string &directory : {setup.runDir, setup.stateDir}) {
        std::error_code made;
        std::filesystem::create_directories(directory, made);
        if (made)
            return fail(ErrorCode::NotAllowed, directory, "cannot be made: " + made.message(),
                        "make it, and let the agent's user write in it");
    }
    return {};
}

Result<rpc::TlsIdentity> prepareIdentity(const Setup &setup)
{
    const bool any = std::filesystem::exists(setup.stateDir + "/identity.crt") ||
                     std::filesystem::exists(setup.stateDir + "/identity.key");
    if (!any)
        if (const auto made = rpc::createIdentity(setup.stateDir, setup.node); !made)
            return Failure(made.error());
    return rpc::loadIdentity(setup.stateDir);
}

std::string journalPath(const Setup &setup)
{
    return setup.stateDir + "/journal.db";
}

Journal::Limits journalLimits(const Setup &setup)
{
    constexpr std::int64_t octetsInMb = 1'000'000;
    constexpr std::int64_t besides = 8 * octetsInMb; // the WAL, and what is written until the next pruning
    Journal::Limits limits;
    limits.octets = setup.cluster.helper.journalSize * octetsInMb - besides;
    return limits;
}

Result<std::unique_ptr<Journal>> openJournal(const Setup &setup)
{
    return Journal::open(journalPath(setup), setup.node, journalLimits(setup));
}

} // namespace tandem::agent
