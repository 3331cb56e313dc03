# Installs pyenvkit for one user, in Windows PowerShell 5.1 and PowerShell 7. It needs
# no administrator: it downloads the release for this machine, verifies its SHA-256,
# and puts one file into one directory.
#
#   irm https://github.com/pyenvkit/pyenvkit/releases/latest/download/install.ps1 | iex
#
# That is text and no script file, so no execution policy stops it. With options:
#
#   & ([scriptblock]::Create((irm https://github.com/pyenvkit/pyenvkit/releases/latest/download/install.ps1))) -ModifyPath
#
#   -DryRun       say what would be done, and change nothing
#   -ModifyPath   put the directory on the PATH of the user
#   -Uninstall    remove the program, its cache, and its directory from PATH
#
#   PYENVKIT_VERSION      the version to install, such as 1.2.3 (the latest)
#   PYENVKIT_INSTALL_DIR  where to (%LocalAppData%\Programs\pyenvkit)
#   PYENVKIT_BASE_URL     where the files of a release are: https, http or file
#
# docs/how-to/install.md documents it. All of it is one block, so that of a download that was
# cut short nothing is run, and nothing of it stays in the session. It ends by throw:
# exit would close the window that it is pasted into.
param([switch] $DryRun, [switch] $ModifyPath, [switch] $Uninstall)

& {
    Set-StrictMode -Version 3.0
    $ErrorActionPreference = 'Stop'
    # 5.1 spends most of the time of a download on its bar.
    $ProgressPreference = 'SilentlyContinue'

    # Those of .goreleaser.yaml: `go test ./test/release -update` writes this line.
    $platforms = 'windows_386 windows_amd64 windows_arm64'

    $releases = 'https://github.com/pyenvkit/pyenvkit/releases'

    function Say([string] $message) { Write-Host $message }

    function Get-Platform {
        # A PowerShell of 32 bits is told of the machine it is on by the first of these.
        $machine = $env:PROCESSOR_ARCHITEW6432
        if (-not $machine) { $machine = $env:PROCESSOR_ARCHITECTURE }
        $processor = switch ($machine) {
            'AMD64' { 'amd64' }
            'ARM64' { 'arm64' }
            'x86' { '386' }
            default { $machine }
        }
        $platform = "windows_$processor"
        if (($platforms -split ' ') -notcontains $platform) { throw "there is no release for Windows on $machine" }
        $platform
    }

    # Read-Text returns what is at a URL.
    function Read-Text([string] $url) {
        if ($url -like 'file:*') { return Get-Content -LiteralPath ([Uri] $url).LocalPath -Raw }
        Invoke-RestMethod -Uri $url -UseBasicParsing
    }

    # Save-File downloads what is at a URL.
    function Save-File([string] $url, [string] $path) {
        if ($url -like 'file:*') {
            Copy-Item -LiteralPath ([Uri] $url).LocalPath -Destination $path
        } else {
            Invoke-WebRequest -Uri $url -UseBasicParsing -OutFile $path
        }
    }

    # Get-FileHash and Expand-Archive are scripts in modules, which 5.1 loads neither
    # under the policy Restricted nor from the PowerShell 7 that has started it.

    # Get-Sum returns the SHA-256 of a file, by a class that the FIPS mode allows.
    function Get-Sum([string] $path) {
        $hash = [Security.Cryptography.SHA256CryptoServiceProvider]::new()
        $file = [IO.File]::OpenRead($path)
        try {
            [BitConverter]::ToString($hash.ComputeHash($file)).Replace('-', '').ToLowerInvariant()
        } finally {
            $file.Close()
        }
    }

    # Expand-Program unpacks the program that is in an archive.
    function Expand-Program([string] $archive, [string] $to) {
        Add-Type -AssemblyName System.IO.Compression.FileSystem
        $zip = [IO.Compression.ZipFile]::OpenRead($archive)
        try {
            $entry = $zip.GetEntry('pyenvkit.exe')
            if (-not $entry) { throw "there is no pyenvkit.exe in $archive" }
            [IO.Compression.ZipFileExtensions]::ExtractToFile($entry, $to)
        } finally {
            $zip.Dispose()
        }
    }

    # Find-Release returns the version, the URL and the SHA-256 of the archive.
    function Find-Release([string] $platform) {
        $wanted = "$env:PYENVKIT_VERSION" -replace '^v', ''
        if ($wanted -eq 'latest') { $wanted = '' }
        if ($wanted -notmatch '^[0-9A-Za-z.+-]*$') { throw "PYENVKIT_VERSION=$wanted is no version; one is 1.2.3" }
        $base = "$env:PYENVKIT_BASE_URL" -replace '/+$', ''
        if (-not $base) {
            $base = if ($wanted) { "$releases/download/v$wanted" } else { "$releases/latest/download" }
        } elseif ($base -notmatch '^(https?|file)://') {
            throw "PYENVKIT_BASE_URL=$base is no URL of https, http or file; that of a directory is file:///C:/mirror"
        }
        $pattern = '^([0-9a-f]{64}) [ *](pyenvkit_(.+)_' + $platform + '\.zip)$'
        # As others may read it: without a password.
        $shown = $base -replace '^([a-z]+://)[^/]*@', '$1xxxxx@'
        $found = @(foreach ($line in (Read-Text "$base/checksums.txt") -split '\r?\n') {
            if ($line -match $pattern -and (-not $wanted -or $Matches[3] -eq $wanted)) {
                [pscustomobject] @{ Version = $Matches[3]; Name = $Matches[2]; Sum = $Matches[1] }
            }
        })
        if ($found.Count -eq 0) { throw "$shown/checksums.txt names no pyenvkit $wanted for $platform" }
        if ($found.Count -gt 1) { throw "$shown/checksums.txt names several versions: choose one by PYENVKIT_VERSION" }
        # The latest may be another one by now.
        if ($base.StartsWith("$releases/")) { $base = $shown = "$releases/download/v$($found[0].Version)" }
        [pscustomobject] @{ Url = "$base/$($found[0].Name)"; Shown = "$shown/$($found[0].Name)"; Sum = $found[0].Sum }
    }

    # Remove-Abandoned removes what a killed run has left, and programs that were
    # running when they were replaced.
    function Remove-Abandoned([string] $directory) {
        Get-ChildItem -LiteralPath $directory -Force -Filter '.pyenvkit-*' |
            Where-Object {
                $_.Name -match '^\.pyenvkit-(?:install|old)\.(\d+)' -and
                ($Matches[1] -eq $PID -or -not (Get-Process -Id $Matches[1] -ErrorAction SilentlyContinue))
            } |
            Remove-Item -Recurse -Force -ErrorAction SilentlyContinue
    }

    # Remove-Empty removes a directory that has nothing in it.
    function Remove-Empty([string] $directory) {
        if ((Test-Path -LiteralPath $directory) -and -not (Get-ChildItem -LiteralPath $directory -Force)) {
            Remove-Item -LiteralPath $directory -Force
        }
    }

    function Install-Program([string] $directory) {
        $target = Join-Path $directory 'pyenvkit.exe'
        $release = Find-Release (Get-Platform)
        if ($DryRun) {
            Say "would download $($release.Shown)"
            Say "would verify that its SHA-256 is $($release.Sum)"
            Say "would install $target"
            return
        }
        # The directories that are made, the outermost last.
        $made = @()
        for ($above = $directory; $above -and -not (Test-Path -LiteralPath $above); $above = Split-Path -Parent $above) { $made += $above }
        $staging = Join-Path $directory ".pyenvkit-install.$PID"
        $done = $false
        try {
            New-Item -ItemType Directory -Force -Path $directory | Out-Null
            Remove-Abandoned $directory
            # Beside its place, so that it takes that by being renamed.
            New-Item -ItemType Directory -Path $staging | Out-Null
            $archive = Join-Path $staging 'archive.zip'
            Save-File $release.Url $archive
            $actual = Get-Sum $archive
            if ($actual -ne $release.Sum) {
                throw "$($release.Shown) is not what was released: its SHA-256 is $actual, and checksums.txt has $($release.Sum); nothing was installed"
            }
            $new = Join-Path $staging 'pyenvkit.exe'
            Expand-Program $archive $new
            $shown = & $new --version
            if ($LASTEXITCODE -ne 0) { throw "$($release.Shown) holds no program that runs on this machine" }
            Switch-Program $new $target
            $done = $true
            Say "installed $shown as $target"
        } finally {
            Remove-Item -LiteralPath $staging -Recurse -Force -ErrorAction SilentlyContinue
            if (-not $done) {
                foreach ($path in $made) { Remove-Empty $path }
            }
        }
    }

    # Switch-Program puts the new program in the place of the old one. That may be
    # running: then it can't be deleted, but it can be renamed.
    function Switch-Program([string] $new, [string] $target) {
        if (-not (Test-Path -LiteralPath $target)) {
            Move-Item -LiteralPath $new -Destination $target
            return
        }
        $old = Join-Path (Split-Path -Parent $target) ".pyenvkit-old.$PID.$(Get-Random).exe"
        Move-Item -LiteralPath $target -Destination $old
        try {
            Move-Item -LiteralPath $new -Destination $target
        } catch {
            Move-Item -LiteralPath $old -Destination $target
            throw
        }
        Remove-Item -LiteralPath $old -Force -ErrorAction SilentlyContinue
    }

    # Edit-Path adds a directory to the PATH of the user, or removes it. What else is
    # there stays as it was written, with its variables.
    function Edit-Path([string] $directory, [bool] $add) {
        $key = [Microsoft.Win32.Registry]::CurrentUser.CreateSubKey('Environment')
        try {
            $before = $key.GetValue('Path', '', [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
            $entries = @($before -split ';' | Where-Object { $_ })
            $others = @($entries | Where-Object { $_.TrimEnd('\') -ne $directory })
            if ($add -eq ($others.Count -lt $entries.Count)) { return }
            if ($add) { $others = @($directory) + $others }
            $key.SetValue('Path', ($others -join ';'), [Microsoft.Win32.RegistryValueKind]::ExpandString)
        } finally {
            $key.Close()
        }
        # This alone tells the programs that run, Explorer above all.
        [Environment]::SetEnvironmentVariable('PYENVKIT_INSTALLER', $null, 'User')
        Say 'changed the PATH of the user: new windows will have it'
    }

    function Uninstall-Program([string] $directory) {
        $target = Join-Path $directory 'pyenvkit.exe'
        if ($DryRun) {
            Say "would remove $target, the cache, what was allowed, and $directory from PATH"
            return
        }
        if (Test-Path -LiteralPath $target) {
            try {
                & $target cache clean --quiet | Out-Null
            } catch {
                Write-Warning "the cache could not be removed: $_"
            }
            Remove-Item -LiteralPath $target -Force
            Remove-Abandoned $directory
            Say "removed $target"
        } else {
            Say "there is no $target"
        }
        $data = Join-Path $env:LOCALAPPDATA 'pyenvkit'
        Remove-Item -LiteralPath (Join-Path $data 'trust') -Recurse -Force -ErrorAction SilentlyContinue
        Remove-Empty $data
        Remove-Empty $directory
        if (-not (Test-Path -LiteralPath $directory)) { Edit-Path $directory $false }
    }

    if ($env:OS -ne 'Windows_NT') { throw "this is the installer for Windows; for Unix: curl -fsSL $releases/latest/download/install.sh | sh" }
    if ($PSVersionTable.PSVersion.Major -lt 6) {
        # 5.1 may not offer TLS 1.2 by itself.
        [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    }
    $directory = $env:PYENVKIT_INSTALL_DIR
    if (-not $directory) { $directory = Join-Path $env:LOCALAPPDATA 'Programs\pyenvkit' }
    $directory = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($directory).TrimEnd('\')
    if ($Uninstall) {
        Uninstall-Program $directory
        return
    }
    Install-Program $directory
    if (($env:Path -split ';') -contains $directory) {
        return
    } elseif (-not $ModifyPath) {
        Say "hint: $directory is not on PATH; -ModifyPath puts it there, for this session: `$env:Path = '$($directory -replace "'", "''");' + `$env:Path"
    } elseif ($DryRun) {
        Say "would put $directory on the PATH of the user"
    } else {
        Edit-Path $directory $true
        $env:Path = "$directory;$env:Path"
    }
}
# What -Command has as its status, if nothing was thrown: that of the last statement.
$null = $true
